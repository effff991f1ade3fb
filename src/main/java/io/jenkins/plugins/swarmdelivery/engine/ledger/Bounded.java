package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.stream.Collectors;

/**
 * Bounds the texts of the ledger where they are made, so that no output of a container and no input of a person makes
 * it too large to write. Sizes are bytes of the stored JSON.
 */
final class Bounded {
    private static final String CUT = "…";
    private static final int CUT_BYTES = 3;

    private Bounded() {}

    /** The text, cut to that many bytes at a character boundary; control characters become spaces. */
    static String text(String text, int bytes) {
        StringBuilder kept = new StringBuilder();
        int size = 0;
        int fits = 0;
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            int shown = Character.isISOControl(character) && character != '\n' ? ' ' : character;
            size += bytes(shown);
            if (size > bytes) {
                return kept.substring(0, fits) + CUT;
            }
            kept.appendCodePoint(shown);
            if (size <= bytes - CUT_BYTES) {
                fits = kept.length();
            }
            at += Character.charCount(character);
        }
        return kept.toString();
    }

    /** The same for a text of several lines, each of which is bounded, too. */
    static String lines(String text, int bytesOfLine, int bytes) {
        return text(text.lines().map(line -> text(line, bytesOfLine)).collect(Collectors.joining("\n")), bytes);
    }

    private static int bytes(int character) {
        if (character == '"' || character == '\\' || character == '\n') {
            return 2;
        }
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
}
