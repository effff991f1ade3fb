package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A hash at the top of a generated file that identifies its original text. It reveals whether a user has edited the
 * file, and whether the edits are based on the current text.
 */
final class Stamp {
    private static final String GENERATOR = "Written by `swarm-delivery router init`";
    private static final Pattern STAMP = Pattern.compile(Pattern.quote(GENERATOR) + " \\(([0-9a-f]{8})\\)");

    private Stamp() {}

    /** @param text a generated text that names its generator at the top */
    static String add(String text) {
        if (!text.contains(GENERATOR)) {
            throw new IllegalArgumentException(
                    "does not name its generator: " + text.lines().findFirst());
        }
        return text.replaceFirst(
                Pattern.quote(GENERATOR), Matcher.quoteReplacement(GENERATOR + " (" + Sha256.hex(text, 4) + ")"));
    }

    /** Returns the hash of the original text; empty if the file has none. */
    static Optional<String> hashOf(String text) {
        Matcher matcher = STAMP.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether the text has changed since it was generated. */
    static boolean isEdited(String text) {
        String plain = STAMP.matcher(text).replaceFirst(Matcher.quoteReplacement(GENERATOR));
        return !hashOf(text).equals(Optional.of(Sha256.hex(plain, 4)));
    }
}
