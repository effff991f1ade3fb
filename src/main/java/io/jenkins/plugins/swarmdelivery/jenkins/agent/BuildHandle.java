package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import java.io.IOException;

/**
 * The controller's handle of a build that runs on an agent. The controller makes all calls; each throws {@link
 * IOException} if the agent does not respond any more.
 */
public interface BuildHandle {
    /** Waits for the next event of the build, for at most this many milliseconds. */
    BuildEvent await(long millis) throws IOException, InterruptedException;

    /** Reports that tests elsewhere have ended. */
    void tested(TestVerdict verdict) throws IOException;

    /** Stops it; it removes what it started, and then reports its outcome. */
    void stop(String why) throws IOException;
}
