package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import java.io.Serializable;
import java.util.Map;

/**
 * All that an agent is told of a build.
 *
 * @param environment of the step there: programs are found by it, and run in it
 */
public record BuildTask(
        VersionSettings version,
        ImageSettings image,
        TestSettings tests,
        Access access,
        Map<String, String> environment)
        implements Serializable {}
