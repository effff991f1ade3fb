package io.jenkins.plugins.swarmdelivery.router;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mark in the first line of a generated file that tells from which text it was generated. So a file that a person has
 * edited is recognized, and so is one whose edits are upon the newest text already.
 */
final class Stamp {
    private static final String WRITER = "Written by `swarm-delivery router init`";
    private static final Pattern STAMPED = Pattern.compile(Pattern.quote(WRITER) + " \\(([0-9a-f]{8})\\)");

    private Stamp() {}

    /** @param text whose first lines say who wrote it */
    static String onto(String text) {
        if (!text.contains(WRITER)) {
            throw new IllegalArgumentException(
                    "does not say who wrote it: " + text.lines().findFirst());
        }
        return text.replaceFirst(Pattern.quote(WRITER), Matcher.quoteReplacement(WRITER + " (" + hash(text) + ")"));
    }

    /** What the text was generated as; empty: it says nothing of that. */
    static Optional<String> of(String text) {
        Matcher matcher = STAMPED.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether somebody has changed it since. */
    static boolean edited(String text) {
        String plain = STAMPED.matcher(text).replaceFirst(Matcher.quoteReplacement(WRITER));
        return !of(text).equals(Optional.of(hash(plain)));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
