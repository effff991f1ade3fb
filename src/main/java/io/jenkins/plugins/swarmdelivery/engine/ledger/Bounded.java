package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.stream.Collectors;

/**
 * Texts that go into the ledger, bounded where they are made: whatever a container writes or a person types, the ledger
 * can be written. Sizes are bytes of the JSON that the ledger store keeps.
 */
final class Bounded {
    private static final String CUT = "…";
    private static final int CUT_BYTES = 3;

    private Bounded() {}

    /** The text, cut at a character where it is longer than that; control characters become blanks. */
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

    /** The same for a text of lines, of which a single one does not use up all. */
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
