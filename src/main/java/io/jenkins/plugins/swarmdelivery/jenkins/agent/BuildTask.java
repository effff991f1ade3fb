package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import java.io.Serializable;
import java.util.Map;

/**
 * Everything that an agent needs to know about a build.
 *
 * @param environment of the step there, in which programs are found and run
 */
public record BuildTask(
        VersionSettings version,
        ImageSettings image,
        TestSettings tests,
        Access access,
        Map<String, String> environment)
        implements Serializable {}
