package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import io.jenkins.plugins.swarmdelivery.build.BuildPhase;
import java.io.Serializable;

/** What a build on an agent tells the controller. */
public sealed interface BuildEvent extends Serializable {
    /** It goes on. */
    record Nothing() implements BuildEvent {}

    /** A phase of it begins. */
    record Entered(BuildPhase phase) implements BuildEvent {}

    /**
     * Its tests are to run where the agent has no access, and it waits for their verdict.
     *
     * @param image with the tests, pinned
     */
    record TestsDue(String image) implements BuildEvent {}

    /** It has ended, and nothing of it is left on the agent. */
    record Ended(BuildOutcome outcome) implements BuildEvent {}
}
