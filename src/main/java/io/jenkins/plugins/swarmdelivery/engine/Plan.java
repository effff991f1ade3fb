package io.jenkins.plugins.swarmdelivery.engine;

import java.util.List;
import java.util.Optional;

/**
 * What a deploy would do, and what stands against it. Making one touches nothing.
 *
 * @param application whose release it is
 * @param active what serves users now; empty for a first release
 * @param candidate what would be started
 * @param spec of the candidate, whole
 * @param changes of the candidate's spec against the live one, or against the given one for a first release
 * @param steps what would be done, in order, for a person
 * @param warnings what a person should know
 * @param problems why it would be refused; each tells the remedy. Empty: it would be tried
 */
public record Plan(
        Application application,
        Optional<PlacedRelease> active,
        PlacedRelease candidate,
        ServiceSpec spec,
        List<SpecDiff.Change> changes,
        List<String> steps,
        List<String> warnings,
        List<String> problems) {}
