package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h30m}, {@code 2d}, {@code 0}. */
public final class Durations {
    private static final Pattern WRITTEN = Pattern.compile(
            "(?:(?<d>\\d{1,6})d)?(?:(?<h>\\d{1,6})h)?(?:(?<m>\\d{1,6})m)?(?:(?<s>\\d{1,6})s)?(?:(?<ms>\\d{1,9})ms)?");

    /** How to write a duration, for messages. */
    public static final String REMEDY = "write a number and a unit, e.g. 500ms, 30s, 5m, 1h30m or 2d";

    private Durations() {}

    /** A time as people read it, in ISO 8601, to the second. */
    public static String at(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * Parses a duration, which is never negative.
     *
     * @throws RefusedException if the text is not a duration; names the field
     */
    public static Duration parse(String field, String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        if (text.isEmpty() || !matcher.matches()) {
            throw new RefusedException(field, text, REMEDY);
        }
        return Duration.ofDays(number(matcher, "d"))
                .plusHours(number(matcher, "h"))
                .plusMinutes(number(matcher, "m"))
                .plusSeconds(number(matcher, "s"))
                .plusMillis(number(matcher, "ms"));
    }

    private static long number(Matcher matcher, String unit) {
        String digits = matcher.group(unit);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** For messages, to the millisecond, as {@link #parse} reads it: {@code 250ms}, {@code 45s}, {@code 1h30m}. */
    public static String text(Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            return duration.toMillis() + "ms";
        }
        StringBuilder text = new StringBuilder();
        if (duration.toHours() > 0) {
            text.append(duration.toHours()).append('h');
        }
        if (duration.toMinutesPart() > 0) {
            text.append(duration.toMinutesPart()).append('m');
        }
        if (duration.toSecondsPart() > 0) {
            text.append(duration.toSecondsPart()).append('s');
        }
        if (duration.toMillisPart() > 0) {
            text.append(duration.toMillisPart()).append("ms");
        }
        return text.toString();
    }

    /**
     * For people, rounded down to what matters: {@code 12ms}, {@code 2.4s}, {@code 1m05s}, {@code 2h10m}, {@code 3d4h}.
     */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + "ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1fs", Math.floor(millis / 100.0) / 10);
        }
        if (duration.toHours() < 1) {
            return String.format(Locale.ROOT, "%dm%02ds", duration.toMinutes(), duration.toSecondsPart());
        }
        if (duration.toDays() < 1) {
            return String.format(Locale.ROOT, "%dh%02dm", duration.toHours(), duration.toMinutesPart());
        }
        return duration.toDays() + "d" + duration.toHoursPart() + "h";
    }

    /** For programs: seconds with three decimals at most, e.g. {@code 2.134}. */
    public static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
