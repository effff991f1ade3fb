package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Pause;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The text form of a pause, in a label of the router's service and in HAProxy's map, beside those of the route: {@code
 * 2026-11-30T19:04:37Z|YWxpY2U|V2UgYXJlIGJhY2sgYXQgOC4}, which is since when, by whom, and the message if there is one, or
 * {@code none}. Names and messages may have any characters, so they are in Base64 for URLs, without padding.
 */
final class PauseText {
    private static final String SEPARATOR = "|";
    private static final String KEY = ".pause";

    private PauseText() {}

    static String key(Application application) {
        return application + KEY;
    }

    static boolean isKey(String key) {
        return key.endsWith(KEY);
    }

    /** The value of the label and of the map. */
    static String write(Optional<Pause> pause) {
        return pause.map(there -> there.since().truncatedTo(ChronoUnit.SECONDS)
                        + SEPARATOR
                        + encoded(there.by())
                        + there.message().map(text -> SEPARATOR + encoded(text)).orElse(""))
                .orElse(RouteText.NONE);
    }

    /** A text that {@link #write} does not produce is a pause, too, because HAProxy treats it as one. */
    static Optional<Pause> read(String text) {
        if (text.equals(RouteText.NONE)) {
            return Optional.empty();
        }
        String[] parts = text.split("\\|", -1);
        try {
            return Optional.of(new Pause(
                    Instant.parse(parts[0]),
                    parts.length > 1 ? decoded(parts[1]) : "somebody",
                    Optional.of(parts).filter(all -> all.length > 2).map(all -> decoded(all[2]))));
        } catch (DateTimeParseException | IllegalArgumentException | RefusedException e) {
            return Optional.of(new Pause(Instant.EPOCH, "somebody who wrote the label by hand", Optional.empty()));
        }
    }

    /** The value in the labels of the router's service. */
    static String fromLabels(Map<String, String> labels, Application application) {
        return labels.getOrDefault(RouteText.label(key(application)), RouteText.NONE);
    }

    /** Returns the labels with the application's pause; without one, there is no label. */
    static Map<String, String> intoLabels(Map<String, String> labels, Application application, Optional<Pause> pause) {
        Map<String, String> changed = new LinkedHashMap<>(labels);
        String label = RouteText.label(key(application));
        if (pause.isPresent()) {
            changed.put(label, write(pause));
        } else {
            changed.remove(label);
        }
        return changed;
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    }
}
