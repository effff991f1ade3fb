package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import java.io.IOException;

/**
 * A build that runs on an agent, as the controller holds it. All calls come from the controller; each throws
 * {@link IOException} where the agent does not answer any more.
 */
public interface BuildHandle {
    /** What the build has to tell; waits for that, but no longer than so many milliseconds. */
    BuildEvent await(long millis) throws IOException, InterruptedException;

    /** Tests that were to run elsewhere have ended. */
    void tested(TestVerdict verdict) throws IOException;

    /** Ends it; what it had started is removed, and then it tells its outcome. */
    void stop(String why) throws IOException;
}
