package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The state of one delivery, or of one run of a build step. Immutable once published: {@link RecordChanges} creates the
 * next one. It is stored with its build, so it contains only texts and numbers, and few of them.
 */
public final class DeliveryRecord {
    /** The kind of a step that builds an image, and delivers nothing. */
    static final String BUILD = "build";

    /** The delivery's id; until it has one, that of its step. */
    String key;
    /** Id of the flow node of the step that last worked on it. */
    final String step;

    /** Ids of the flow nodes of the steps that worked on it before. */
    ArrayList<String> before = new ArrayList<>();

    final String cluster;
    final String application;
    String kind = "";
    String color = "";
    String previous = "";
    String version = "";
    int release;
    String image = "";
    String author = "";
    RecordState state = RecordState.WAITING;
    String waitingFor = "";
    /** It waits for the lease. */
    boolean awaitsLease;

    String outcome = "";
    String failure = "";
    /** Id of the flow node whose log contains the last lines; empty if there are none. */
    String logNode = "";

    ArrayList<String> said = new ArrayList<>();
    /** -1 if not counted. */
    long healthy = -1;

    long wanted = -1;
    long startedAt;
    /** 0 until it has ended. */
    long endedAt;

    ArrayList<PhaseRecord> phases = new ArrayList<>();
    ArrayList<String> notes = new ArrayList<>();
    /** Of a stack; null in records of other deliveries. */
    @CheckForNull
    ArrayList<PartRecord> parts;

    DeliveryRecord(String step, String cluster, String application, Instant now) {
        this.key = keyOf(step);
        this.step = step;
        this.cluster = cluster;
        this.application = application;
        this.startedAt = now.toEpochMilli();
    }

    /** The key of a step's record before it has a delivery, or without one. */
    static String keyOf(String step) {
        return "step-" + step;
    }

    /** The same delivery, continued by another step. */
    DeliveryRecord takenUpBy(String other) {
        DeliveryRecord next = new DeliveryRecord(other, cluster, application, Instant.ofEpochMilli(startedAt));
        next.copy(this);
        return next;
    }

    private void copy(DeliveryRecord from) {
        key = from.key;
        before = new ArrayList<>(from.before);
        if (!from.step.equals(step) && !before.contains(from.step)) {
            before.add(from.step);
        }
        kind = from.kind;
        color = from.color;
        previous = from.previous;
        version = from.version;
        release = from.release;
        image = from.image;
        author = from.author;
        state = from.state;
        waitingFor = from.waitingFor;
        awaitsLease = from.awaitsLease;
        outcome = from.outcome;
        failure = from.failure;
        logNode = from.getLogNode();
        said = new ArrayList<>(from.getSaid());
        healthy = from.healthy;
        wanted = from.wanted;
        startedAt = from.startedAt;
        endedAt = from.endedAt;
        phases = from.phases;
        notes = from.notes;
        parts = from.parts;
    }

    /** A copy to be changed before it is published. */
    DeliveryRecord next() {
        return takenUpBy(step);
    }

    public String getKey() {
        return key;
    }

    public String getStep() {
        return step;
    }

    /** Whether a step works on it, or did. */
    public boolean isOf(String node) {
        return step.equals(node) || before.contains(node);
    }

    public String getCluster() {
        return cluster;
    }

    public String getApplication() {
        return application;
    }

    public String getKind() {
        return kind;
    }

    /** An image build, without a delivery. */
    public boolean isBuild() {
        return kind.equals(BUILD);
    }

    public String getColor() {
        return color;
    }

    public String getPrevious() {
        return previous;
    }

    public String getVersion() {
        return version;
    }

    public int getRelease() {
        return release;
    }

    public String getImage() {
        return image;
    }

    /** Empty if the image is not pinned. */
    public String getDigest() {
        return image.isEmpty() ? "" : ImageReference.parse(image).digest().orElse("");
    }

    public String getAuthor() {
        return author;
    }

    public RecordState getState() {
        return state;
    }

    /** It found nothing to do. */
    public boolean isIdle() {
        return state == RecordState.DONE && phases.isEmpty();
    }

    public String getWaitingFor() {
        return waitingFor;
    }

    /** It has not begun, because another owner holds the lease. */
    public boolean isAwaitingLease() {
        return awaitsLease && state == RecordState.WAITING;
    }

    public String getOutcome() {
        return outcome;
    }

    public String getFailure() {
        return failure;
    }

    public String getLogNode() {
        return logNode;
    }

    /** The last output of failed tests, or of a failed build; secrets are masked. */
    public List<String> getSaid() {
        return Collections.unmodifiableList(said);
    }

    public long getHealthy() {
        return healthy;
    }

    public long getWanted() {
        return wanted;
    }

    public long getStartedAt() {
        return startedAt;
    }

    public long getEndedAt() {
        return endedAt;
    }

    public List<PhaseRecord> getPhases() {
        return Collections.unmodifiableList(phases);
    }

    /** The services of a stack, and what becomes of each; empty for a single service. */
    public List<PartRecord> getParts() {
        return parts == null ? List.of() : Collections.unmodifiableList(parts);
    }

    /** Warnings that are not failures. */
    public List<String> getNotes() {
        return Collections.unmodifiableList(notes);
    }
}
