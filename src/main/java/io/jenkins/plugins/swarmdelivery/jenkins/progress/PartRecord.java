package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A service of a stack as stored with a build: what a delivery makes of it. The values of changed fields are not stored,
 * because an environment may contain secrets.
 */
public final class PartRecord {
    private static final int MAX_PARTS = 100;
    private static final int MAX_FIELDS = 5;
    private static final int MAX_FIELD = 120;

    private final String service;
    private final String role;
    private final String image;
    private final String change;
    private final String fields;

    private PartRecord(String service, String role, String image, String change, String fields) {
        this.service = service;
        this.role = role;
        this.image = image;
        this.change = change;
        this.fields = fields;
    }

    static ArrayList<PartRecord> of(List<Plan.PartChange> parts) {
        return parts.stream().limit(MAX_PARTS).map(PartRecord::of).collect(Collectors.toCollection(ArrayList::new));
    }

    private static PartRecord of(Plan.PartChange part) {
        List<SpecDiff.Change> changes = part.changes();
        String fields = changes.stream()
                .limit(MAX_FIELDS)
                .map(change -> shortened(change.path()))
                .collect(Collectors.joining(", "));
        int more = changes.size() - MAX_FIELDS;
        return new PartRecord(
                part.part().name(),
                part.part().role().word(),
                part.part().spec().image(),
                part.word(),
                fields + (more > 0 ? ", and " + more + " more" : ""));
    }

    private static String shortened(String path) {
        return path.length() <= MAX_FIELD ? path : path.substring(0, MAX_FIELD) + "…";
    }

    public String getService() {
        return service;
    }

    public String getRole() {
        return role;
    }

    /** With its digest. */
    public String getImage() {
        return image;
    }

    /** {@code created}, {@code changed}, {@code unchanged}, {@code removed} or {@code left}. */
    public String getChange() {
        return change;
    }

    /** The changed fields; empty if none is known. */
    public String getFields() {
        return fields;
    }
}
