package io.jenkins.plugins.swarmdelivery.operations;

import io.jenkins.plugins.swarmdelivery.engine.Author;
import io.jenkins.plugins.swarmdelivery.progress.DeliveryRecord;
import io.jenkins.plugins.swarmdelivery.progress.DeliveryRecords;
import io.jenkins.plugins.swarmdelivery.progress.RecordState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Something that a person has started from a page, with its log. In memory alone: what has been done is in the
 * cluster's history, and what a restart of Jenkins has cut off is unfinished in its ledger.
 */
public final class Operation {
    private static final int MOST_LINES = 500;

    /** @param at milliseconds of the epoch */
    public record Line(long at, String text) {}

    private final String id;
    private final String cluster;
    private final String application;
    private final String title;
    private final Author author;
    private final Instant startedAt;
    private final DeliveryRecords records = new DeliveryRecords();
    private final Deque<Line> lines = new ArrayDeque<>();
    private volatile RecordState state = RecordState.RUNNING;

    /** @param title what was asked for, e.g. {@code Roll back go-demo on production} */
    Operation(String id, String cluster, String application, String title, Author author, Instant startedAt) {
        this.id = id;
        this.cluster = cluster;
        this.application = application;
        this.title = title;
        this.author = author;
        this.startedAt = startedAt;
    }

    void say(String text) {
        synchronized (lines) {
            if (lines.size() == MOST_LINES) {
                lines.removeFirst();
            }
            lines.addLast(new Line(System.currentTimeMillis(), text));
        }
    }

    void end(RecordState how, String sentence) {
        say(sentence);
        state = how;
    }

    DeliveryRecords records() {
        return records;
    }

    public Author author() {
        return author;
    }

    public String getId() {
        return id;
    }

    public String getCluster() {
        return cluster;
    }

    public String getApplication() {
        return application;
    }

    public String getTitle() {
        return title;
    }

    public Instant getStartedAt() {
        return startedAt;
    }

    public RecordState getState() {
        return state;
    }

    public List<DeliveryRecord> getRecords() {
        return records.all();
    }

    public List<Line> getLines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }
}
