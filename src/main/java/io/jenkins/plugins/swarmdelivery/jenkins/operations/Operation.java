package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecord;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.DeliveryRecords;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An operation that a user started from a page, or that Jenkins started itself, with its log. It is stored on disk, as
 * texts and numbers only. What has been done is in the cluster's ledger, which decides after a restart.
 */
public final class Operation {
    private static final int MAX_LINES = 500;
    private static final int MAX_LINE = 2_000;
    /** Characters of all its lines. */
    private static final int MAX_LOG = 100_000;
    /** Between two saves that only update the log. */
    private static final Duration SAVING = Duration.ofSeconds(2);

    /** A line of the log, with its time. */
    public static final class Line {
        private final long at;
        private final String text;

        Line(long at, String text) {
            this.at = at;
            this.text = text.length() <= MAX_LINE ? text : text.substring(0, MAX_LINE) + "…";
        }

        /** Milliseconds since the epoch. */
        public long at() {
            return at;
        }

        public String text() {
            return text;
        }
    }

    private final String id;
    private final OperationRequest request;
    private final String cluster;
    private final String application;
    private final String author;
    private final String page;
    private final long startedAt;
    private final DeliveryRecords records = new DeliveryRecords();
    /** Replaced as a whole, so that readers and saves never see it half changed. */
    private volatile ArrayList<Line> lines = new ArrayList<>();

    private volatile RecordState state = RecordState.RUNNING;
    /** Id of its delivery in the ledger; empty until it has begun one. */
    private volatile String delivery = "";
    /** That delivery was left by others, and the requested one follows it. */
    private volatile boolean settling;

    /** What it found that could be changed, one a line; null if it was stored before there was such a thing. */
    @Nullable
    private volatile String changes;

    @Nullable
    private transient volatile Consumer<Operation> save;

    private transient volatile long savedAt;

    Operation(
            String id, OperationRequest request, String cluster, String application, Author author, Instant startedAt) {
        this.id = id;
        this.request = request;
        this.cluster = cluster;
        this.application = application;
        this.author = author.name();
        this.page = author.build();
        this.startedAt = startedAt.toEpochMilli();
    }

    /** From now on, it is stored. */
    void storeWith(Consumer<Operation> store) {
        save = store;
        save();
    }

    /** It is not stored any more. */
    void forget() {
        save = null;
    }

    void save() {
        Consumer<Operation> store = save;
        if (store != null) {
            savedAt = System.currentTimeMillis();
            store.accept(this);
        }
    }

    void say(String text) {
        long now = System.currentTimeMillis();
        synchronized (this) {
            ArrayList<Line> next = new ArrayList<>(lines);
            next.add(new Line(now, text));
            int length = next.stream().mapToInt(line -> line.text().length()).sum();
            while (next.size() > MAX_LINES || length > MAX_LOG) {
                length -= next.remove(0).text().length();
            }
            lines = next;
        }
        if (now - savedAt > SAVING.toMillis()) {
            save();
        }
    }

    /** The id of its delivery in the ledger. */
    void setDelivery(String id) {
        delivery = id;
        save();
    }

    void settling(boolean first) {
        settling = first;
    }

    void propose(List<String> found) {
        changes = String.join("\n", found);
    }

    void end(RecordState how, String sentence) {
        say(sentence);
        state = how;
        save();
    }

    DeliveryRecords records() {
        return records;
    }

    OperationRequest request() {
        return request;
    }

    String delivery() {
        return delivery;
    }

    boolean settling() {
        return settling;
    }

    public Author author() {
        return new Author(author, page, "", "");
    }

    public String getId() {
        return id;
    }

    public String getCluster() {
        return cluster;
    }

    /** Empty if it concerns the cluster's router. */
    public String getApplication() {
        return application;
    }

    /** The requested action, e.g. {@code Roll back go-demo on production}. */
    public String getTitle() {
        return request.kind().ofRouter()
                ? request.verb() + " " + cluster
                : request.verb() + " " + application + " on " + cluster;
    }

    /** What could be changed as its user asked; empty if it is no plan, or there is nothing. */
    public String getChanges() {
        String found = changes;
        return found == null ? "" : found;
    }

    public Instant getStartedAt() {
        return Instant.ofEpochMilli(startedAt);
    }

    public RecordState getState() {
        return state;
    }

    public List<DeliveryRecord> getRecords() {
        return records.all();
    }

    public List<Line> getLines() {
        return List.copyOf(lines);
    }
}
