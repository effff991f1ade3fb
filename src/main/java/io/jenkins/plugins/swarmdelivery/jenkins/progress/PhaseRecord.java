package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.time.Duration;
import java.time.Instant;

/** A phase as stored with a build. Immutable once in a list. */
public final class PhaseRecord {
    private final String name;
    private final String meaning;
    private final RecordState state;
    /** Milliseconds since the epoch; 0 if it has not begun. */
    private final long startedAt;
    /** Milliseconds; 0 while it runs, too. */
    private final long took;

    PhaseRecord(String name, String meaning, RecordState state, long startedAt, long took) {
        this.name = name;
        this.meaning = meaning;
        this.state = state;
        this.startedAt = startedAt;
        this.took = took;
    }

    static PhaseRecord planned(String name, String meaning) {
        return new PhaseRecord(name, meaning, RecordState.WAITING, 0, 0);
    }

    PhaseRecord begun(Instant now) {
        return new PhaseRecord(name, meaning, RecordState.RUNNING, now.toEpochMilli(), 0);
    }

    PhaseRecord ended(RecordState how, Instant now) {
        return new PhaseRecord(name, meaning, how, startedAt, now.toEpochMilli() - startedAt);
    }

    PhaseRecord with(RecordState how) {
        return new PhaseRecord(name, meaning, how, startedAt, took);
    }

    public String getName() {
        return name;
    }

    public String getMeaning() {
        return meaning;
    }

    public RecordState getState() {
        return state;
    }

    public long getStartedAt() {
        return startedAt;
    }

    public Duration took() {
        return Duration.ofMillis(took);
    }

    public boolean isRunning() {
        return state == RecordState.RUNNING;
    }

    /** For display; empty if it has not ended. */
    public String getTookText() {
        return state == RecordState.RUNNING || startedAt == 0 ? "" : Durations.format(took());
    }
}
