package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The differences between two releases of an application, whatever their colors.
 *
 * @param parts the services of the later release in its order, then those that only the earlier one has
 * @param objects networks, configs and secrets that were added or removed, and variables whose values changed, for
 *     people
 */
public record ReleaseDiff(List<Plan.PartChange> parts, List<String> objects) {
    /** @param reasons why a service has its role, by its name; may be empty */
    static ReleaseDiff between(
            Application application, ReleaseSpec before, ReleaseSpec after, Map<String, String> reasons) {
        Map<String, Part> earlier = compared(application, before);
        Map<String, Part> later = compared(application, after);
        List<Plan.PartChange> parts = new ArrayList<>();
        for (Part part : after.parts()) {
            parts.add(change(
                    part,
                    reasons.getOrDefault(part.name(), ""),
                    Optional.ofNullable(earlier.get(part.name())),
                    later.get(part.name())));
        }
        before.parts().stream()
                .filter(part -> !later.containsKey(part.name()))
                .forEach(part -> parts.add(
                        new Plan.PartChange(part, "", part.role() == Role.SHARED ? "left" : "removed", List.of())));
        return new ReleaseDiff(List.copyOf(parts), objects(application, before, after));
    }

    public static ReleaseDiff between(Application application, ReleaseSpec before, ReleaseSpec after) {
        return between(application, before, after, Map.of());
    }

    /** Whether both run the same. */
    public boolean none() {
        return objects.isEmpty() && parts.stream().allMatch(part -> part.word().equals("unchanged"));
    }

    /** The same as everybody may see it: fields that can hold a secret are without their values. */
    public ReleaseDiff redacted() {
        return new ReleaseDiff(
                parts.stream()
                        .map(part -> new Plan.PartChange(
                                part.part(),
                                part.reason(),
                                part.word(),
                                part.changes().stream().map(Redaction::of).toList()))
                        .toList(),
                objects);
    }

    private static Plan.PartChange change(Part part, String reason, Optional<Part> before, Part after) {
        if (before.isEmpty()) {
            return new Plan.PartChange(part, reason, "created", List.of());
        }
        List<SpecDiff.Change> changes = SpecDiff.between(before.get().spec(), after.spec());
        return new Plan.PartChange(part, reason, changes.isEmpty() ? "unchanged" : "changed", changes);
    }

    /** The parts by name, in one color and without what differs in each delivery. */
    private static Map<String, Part> compared(Application application, ReleaseSpec release) {
        Map<String, Part> parts = new LinkedHashMap<>();
        release.recolored(application, Color.BLUE)
                .parts()
                .forEach(part -> parts.put(part.name(), part.with(compared(part, release.stack()))));
        return parts;
    }

    private static ServiceSpec compared(Part part, boolean stack) {
        Map<String, String> labels =
                new LinkedHashMap<>(CandidateSpec.withoutRouting(part.spec()).labels());
        labels.keySet().removeIf(name -> name.startsWith(Labels.PREFIX));
        ServiceSpec spec = part.spec().withLabels(labels);
        // The name of a single service depends on its color, or on how it was adopted.
        return stack ? spec : spec.withName("");
    }

    private static List<String> objects(Application application, ReleaseSpec before, ReleaseSpec after) {
        ReleaseSpec.Objects old = before.recolored(application, Color.BLUE).objects();
        ReleaseSpec.Objects now = after.recolored(application, Color.BLUE).objects();
        return Stream.of(
                        addedAndRemoved("network", old.networkNames(), now.networkNames()),
                        addedAndRemoved("config", old.configs(), now.configs()),
                        addedAndRemoved("secret", old.secrets(), now.secrets()),
                        values(before, after))
                .flatMap(lines -> lines)
                .toList();
    }

    /**
     * Without the values themselves, which may be confidential. None if the source of one of the releases is not known.
     */
    private static Stream<String> values(ReleaseSpec before, ReleaseSpec after) {
        if (Stream.of(before, after)
                .anyMatch(release ->
                        release.source().filter(ReleaseSource::complete).isEmpty())) {
            return Stream.empty();
        }
        Map<String, ReleaseSource.GivenValue> old = values(before);
        Map<String, ReleaseSource.GivenValue> now = values(after);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        return names.stream()
                .filter(name -> !value(old, name).equals(value(now, name)))
                .map(name -> !now.containsKey(name)
                        ? "- value " + name
                        : (old.containsKey(name) ? "~" : "+") + " value " + name + " " + now.get(name));
    }

    private static Optional<String> value(Map<String, ReleaseSource.GivenValue> values, String name) {
        return Optional.ofNullable(values.get(name)).map(ReleaseSource.GivenValue::value);
    }

    private static Map<String, ReleaseSource.GivenValue> values(ReleaseSpec release) {
        return release.source().map(source -> source.settings().values()).orElse(Map.of());
    }

    private static Stream<String> addedAndRemoved(String kind, List<String> before, List<String> after) {
        return Stream.concat(
                before.stream().filter(name -> !after.contains(name)).map(name -> "- " + kind + " " + name),
                after.stream().filter(name -> !before.contains(name)).map(name -> "+ " + kind + " " + name));
    }
}
