package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a deploy would do, and what stands against it. Making one touches nothing.
 *
 * @param application whose release it is
 * @param active what serves users now; empty for a first release
 * @param made what would be started
 * @param steps what would be done, in order, for a person
 * @param findings without a problem, it would be tried
 */
public record Plan(
        Application application, Optional<PlacedRelease> active, Made made, List<String> steps, Findings findings) {
    /**
     * @param spec of the candidate, whole
     * @param changes of the candidate's spec against the live one, or against the given one for a first release
     */
    public record Made(PlacedRelease candidate, ServiceSpec spec, List<SpecDiff.Change> changes) {}

    public PlacedRelease candidate() {
        return made.candidate();
    }

    public ServiceSpec spec() {
        return made.spec();
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
