package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import io.jenkins.plugins.swarmdelivery.build.BuildPhase;
import java.io.Serializable;

/** An event that a build on an agent reports to the controller. */
public sealed interface BuildEvent extends Serializable {
    /** It is still running. */
    record Nothing() implements BuildEvent {}

    /** A phase of it begins. */
    record Entered(BuildPhase phase) implements BuildEvent {}

    /**
     * Its tests are to run where the agent has no access, and it waits for their result.
     *
     * @param image with the tests, pinned
     */
    record TestsDue(String image) implements BuildEvent {}

    /** It has ended, and has left nothing on the agent. */
    record Ended(BuildOutcome outcome) implements BuildEvent {}
}
