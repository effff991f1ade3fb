package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.ReleaseComparison;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.util.List;

/**
 * A service of two releases, as a page shows it.
 *
 * @param service its name in the stack; empty for a single service
 * @param role e.g. {@code routed}
 * @param change {@code created}, {@code changed}, {@code unchanged}, {@code removed} or {@code left}
 * @param fields that differ; empty unless it is changed
 */
public record ComparedPart(String service, String role, String change, List<Field> fields) {
    /**
     * @param path e.g. {@code TaskTemplate.ContainerSpec.Image}
     * @param before empty where the field was absent
     * @param after empty where it is absent now
     */
    public record Field(String path, String before, String after) {}

    /** The services in the order of the later release. */
    public static List<ComparedPart> of(ReleaseComparison compared) {
        return compared.diff().parts().stream().map(ComparedPart::of).toList();
    }

    private static ComparedPart of(Plan.PartChange part) {
        return new ComparedPart(
                part.part().name(),
                part.part().role().word(),
                part.word(),
                part.changes().stream().map(ComparedPart::field).toList());
    }

    private static Field field(SpecDiff.Change change) {
        return new Field(change.path(), text(change.before()), text(change.after()));
    }

    private static String text(Object value) {
        return value == null ? "" : value instanceof String text ? text : Json.canonical(value);
    }
}
