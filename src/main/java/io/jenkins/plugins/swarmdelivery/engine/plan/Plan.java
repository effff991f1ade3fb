package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a delivery would do, and why it would be refused. Making a plan changes nothing.
 *
 * @param application to deliver
 * @param active what serves users now; empty for a first release
 * @param made the candidate that would be started
 * @param course what would be done
 * @param findings of the checks; with a problem, the delivery is refused
 */
public record Plan(
        Application application, Optional<PlacedRelease> active, Made made, Course course, Findings findings) {
    /**
     * What would be done, in order, for people.
     *
     * @param router how the routes of the release come to the router, before anything else; empty if it has them
     * @param delivery the steps from the pull of the image to the end
     */
    public record Course(List<String> router, List<String> delivery) {}

    /**
     * @param release the complete spec of the candidate
     * @param changes of the spec of the service that users reach, compared with the live one; for a first release, with
     *     the given one
     * @param parts the services of a stack; empty for a single service
     * @param bodies the requests that create its configs and secrets
     */
    public record Made(
            PlacedRelease candidate,
            ReleaseSpec release,
            List<SpecDiff.Change> changes,
            List<PartChange> parts,
            StackSource.Bodies bodies) {
        /** The candidate of a single service. */
        public Made(PlacedRelease candidate, ServiceSpec spec, List<SpecDiff.Change> changes) {
            this(candidate, ReleaseSpec.of(spec), changes, List.of(), StackSource.Bodies.NONE);
        }
    }

    /**
     * A service of a stack, and its changes in a delivery.
     *
     * @param reason why it has its role; empty if the stack file is not at hand
     * @param word {@code created}, {@code changed}, {@code unchanged}, {@code removed}, or {@code left} for a shared
     *     service that only the earlier release has: no delivery removes it
     * @param changes empty unless it is changed
     */
    public record PartChange(Part part, String reason, String word, List<SpecDiff.Change> changes) {}

    /** What would be done, in order, for people. */
    public List<String> steps() {
        return Stream.concat(course.router().stream(), course.delivery().stream())
                .toList();
    }

    /** Whether the delivery begins with a change of the router. */
    public boolean bringsRoutes() {
        return !course.router().isEmpty();
    }

    public PlacedRelease candidate() {
        return made.candidate();
    }

    public ServiceSpec spec() {
        return made.release().service();
    }

    public ReleaseSpec release() {
        return made.release();
    }

    /** The services of a stack; empty for a single service. */
    public List<PartChange> parts() {
        return made.parts();
    }

    /** The requests that create the configs and secrets of a stack. */
    public StackSource.Bodies bodies() {
        return made.bodies();
    }

    public List<SpecDiff.Change> changes() {
        return made.changes();
    }

    public List<String> warnings() {
        return findings.warnings();
    }

    public List<String> problems() {
        return findings.problems();
    }
}
