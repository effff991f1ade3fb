package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource.GivenValue;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The values of a variable in two releases, for people: a value that looks like a secret is hidden.
 *
 * @param before empty if the first release has none
 * @param after empty if the second release has none
 * @param origin the origin of the second value; empty if there is none
 * @param changed whether the values differ
 */
public record ValueChange(
        String name, Optional<String> before, Optional<String> after, String origin, boolean changed) {
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(PASS|PWD|SECRET|TOKEN|KEY|CREDENTIAL|AUTH|PRIVATE).*");

    /** A URL with a password. */
    private static final Pattern LOGIN = Pattern.compile("(?s).*://[^/@\\s]*:[^/@\\s]+@.*");

    static final String HIDDEN = "(hidden)";

    /** All variables of both, sorted by name; a release whose source is not known has none. */
    public static List<ValueChange> between(ReleaseSpec before, ReleaseSpec after) {
        Map<String, GivenValue> old = values(before);
        Map<String, GivenValue> made = values(after);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(made.keySet());
        return names.stream()
                .map(name -> of(name, Optional.ofNullable(old.get(name)), Optional.ofNullable(made.get(name))))
                .toList();
    }

    private static Map<String, GivenValue> values(ReleaseSpec release) {
        return release.source()
                .map(ReleaseSource::settings)
                .map(ReleaseSource.Settings::values)
                .orElse(Map.of());
    }

    private static ValueChange of(String name, Optional<GivenValue> before, Optional<GivenValue> after) {
        Optional<String> old = before.map(GivenValue::value);
        Optional<String> made = after.map(GivenValue::value);
        return new ValueChange(
                name,
                old.map(value -> shown(name, value)),
                made.map(value -> shown(name, value)),
                after.map(GivenValue::origin).orElse(""),
                !old.equals(made));
    }

    private static String shown(String name, String value) {
        boolean secret = SECRET.matcher(name).matches() || LOGIN.matcher(value).matches();
        return secret ? HIDDEN : value.length() <= 100 ? value : value.substring(0, 100) + "…";
    }

    @Override
    public String toString() {
        String from = origin.isEmpty() ? "" : " (" + origin + ")";
        if (!changed) {
            return "= " + name + ": " + after.orElse("") + from;
        }
        return before.isEmpty()
                ? "+ " + name + ": " + after.orElse("") + from
                : after.isEmpty()
                        ? "- " + name + " (was " + before.get() + ")"
                        : "~ " + name + ": " + before.get() + " -> " + after.get() + from;
    }
}
