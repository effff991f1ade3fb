package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;

/** Formats values for the views. */
public final class Shown {
    private static final Pattern DIGEST = Pattern.compile("(sha256:[0-9a-f]{12})[0-9a-f]{52}");

    public Date date(Instant at) {
        return Date.from(at);
    }

    public Instant instant(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    public String between(long from, long to) {
        return Durations.format(Duration.ofMillis(to - from));
    }

    /** The duration of all phases; empty if there was none. */
    public String took(HistoryEntry entry) {
        Duration whole = entry.took().values().stream().reduce(Duration.ZERO, Duration::plus);
        return entry.took().isEmpty() ? "" : Durations.format(whole);
    }

    public RecordState state(HistoryEntry entry) {
        return RecordState.of(entry.outcome());
    }

    /** Whether the reader may see why a build failed, and its address. */
    public boolean mayRead(Author author) {
        return JobRights.mayRead(author);
    }

    /** The page of what an author did; null if it is not the address of a page, or the reader may not see it. */
    @Nullable
    public String link(Author author) {
        boolean page = author.build().startsWith("https://") || author.build().startsWith("http://");
        return page && mayRead(author) ? author.build() : null;
    }

    /** The label of the link to what an author did: the number of the build, or that it is a page. */
    public String place(Author author) {
        return author.build().replaceFirst("/+$", "").matches(".*/\\d+")
                ? "#" + author.build().replaceFirst("/+$", "").replaceFirst(".*/", "")
                : "page";
    }

    public String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** Without the first line. */
    public String details(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? "" : text.substring(end + 1);
    }

    /** An image without registry and digest, e.g. {@code shop/api:1.7}; empty if there is none. */
    public String image(String image) {
        if (image.isEmpty()) {
            return "";
        }
        ImageReference reference = ImageReference.parse(image);
        int host = reference.registry().map(registry -> registry.length() + 1).orElse(0);
        return reference.repository().substring(host)
                + reference.tag().map(tag -> ":" + tag).orElse("");
    }

    /** With short digests: those of two releases differ in their first digits already. */
    public String shortened(String value) {
        return DIGEST.matcher(value).replaceAll("$1…");
    }

    /** Short enough for a line; the full digest can be copied. */
    public String digest(String digest) {
        return digest.length() <= 19 ? digest : digest.substring(0, 19) + "…";
    }
}
