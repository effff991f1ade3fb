package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The tags that count as a mark, e.g. {@code tested-1.7}, or {@code tested-*}, where {@code *} stands for any text.
 *
 * @param text as configured
 */
public record TagPattern(String text) {
    /** The remedy for an invalid mark. */
    public static final String REMEDY = "write a tag, e.g. tested-1.7, or a pattern, e.g. tested-*";

    private static final String ANY = "*";
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    /** @throws RefusedException if no tag, or every tag, matches it */
    public TagPattern {
        if (text == null
                || !text.replace(ANY, "").chars().anyMatch(Character::isLetterOrDigit)
                || !TAG.matcher(text.replace(ANY, "a")).matches()) {
            throw new RefusedException("mark", text, REMEDY);
        }
    }

    /**
     * Validates a tag.
     *
     * @throws RefusedException if the text is not a valid tag
     */
    public static String tag(String text) {
        if (text == null || !TAG.matcher(text).matches()) {
            throw new RefusedException("tag", text, "use letters, digits, _ . and -, at most 128, e.g. tested-1.7");
        }
        return text;
    }

    /** The only tag that it matches; empty if there are several. */
    Optional<String> only() {
        return text.contains(ANY) ? Optional.empty() : Optional.of(text);
    }

    boolean matches(String tag) {
        int from = 0;
        String[] parts = text.split("\\*", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            int at = last ? tag.length() - parts[i].length() : tag.indexOf(parts[i], from);
            boolean placed = at >= from && tag.startsWith(parts[i], at) && (i > 0 || at == 0);
            if (!placed) {
                return false;
            }
            from = at + parts[i].length();
        }
        return true;
    }

    @Override
    public String toString() {
        return text;
    }
}
