package io.jenkins.plugins.swarmdelivery.stack;

import java.util.ArrayList;
import java.util.List;

/** Splits a command into words as Docker does: with quotes, backslashes and comments, but without variables. */
final class ShellWords {
    private final Place place;
    private final String text;
    private final List<String> words = new ArrayList<>();
    private int at;

    private ShellWords(Place place, String text) {
        this.place = place;
        this.text = text;
    }

    /** Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} if a quote is not closed. */
    static List<String> split(Place place, String text) {
        ShellWords words = new ShellWords(place, text);
        words.all();
        return words.words;
    }

    private void all() {
        while (at < text.length()) {
            char next = text.charAt(at);
            if (blank(next)) {
                at++;
            } else if (next == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else {
                words.add(word());
            }
        }
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        while (at < text.length() && !blank(text.charAt(at))) {
            char next = text.charAt(at++);
            switch (next) {
                case '\\' -> word.append(escaped());
                case '\'', '"' -> quoted(next, word);
                default -> word.append(next);
            }
        }
        return word.toString();
    }

    private void quoted(char quote, StringBuilder word) {
        for (; at < text.length() && text.charAt(at) != quote; ) {
            char next = text.charAt(at++);
            word.append(next == '\\' && quote == '"' ? escaped() : next);
        }
        if (at++ >= text.length()) {
            throw place.wrong(text, "close the quote " + quote + ", or write the command as a list");
        }
    }

    private char escaped() {
        if (at >= text.length()) {
            throw place.wrong(text, "nothing follows the last backslash; write the command as a list");
        }
        return text.charAt(at++);
    }

    private static boolean blank(char character) {
        return character == ' ' || character == '\t' || character == '\r' || character == '\n';
    }
}
