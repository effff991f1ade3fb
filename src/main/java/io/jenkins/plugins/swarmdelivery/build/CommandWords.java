package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command into words with a shell's quoting rules, and no other feature of a shell. Refuses what only a shell
 * understands ({@code |}, {@code &&}, {@code $HOST_IP}): passed on literally, it would silently mean something else.
 */
public final class CommandWords {
    /** The remedy for a container's command: use the container's own shell. */
    public static final String IN_A_CONTAINER = "write sh -c '…'";

    private static final String NEEDS_SHELL = "|&;<>()`$";

    private final String option;
    private final String text;
    private final String shellRemedy;
    private final List<String> words = new ArrayList<>();
    private StringBuilder word;
    private int position;

    private CommandWords(String option, String text, String shellRemedy) {
        this.option = option;
        this.text = text;
        this.shellRemedy = shellRemedy;
    }

    /**
     * Splits the value of an option, or of a form's field.
     *
     * @param shellRemedy how to use a shell there, e.g. {@code add --shell}
     * @throws RefusedException naming option and column if it cannot be split
     */
    public static List<String> split(String option, String text, String shellRemedy) {
        return new CommandWords(option, text, shellRemedy).split();
    }

    private List<String> split() {
        while (position < text.length()) {
            char c = text.charAt(position);
            switch (c) {
                case ' ', '\t', '\n', '\r' -> endWord();
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> append(escaped());
                default -> append(plain(c));
            }
            position++;
        }
        endWord();
        if (words.isEmpty() || words.get(0).isEmpty()) {
            throw new RefusedException(option, text, "name the command to run");
        }
        return List.copyOf(words);
    }

    private void endWord() {
        if (word != null) {
            words.add(word.toString());
            word = null;
        }
    }

    private void append(char c) {
        if (word == null) {
            word = new StringBuilder();
        }
        word.append(c);
    }

    private void beginQuoted() {
        if (word == null) {
            word = new StringBuilder();
        }
    }

    private void singleQuoted() {
        beginQuoted();
        int end = text.indexOf('\'', position + 1);
        if (end < 0) {
            throw unclosed("single quote", position);
        }
        word.append(text, position + 1, end);
        position = end;
    }

    private void doubleQuoted() {
        beginQuoted();
        int start = position;
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == '"') {
                return;
            }
            boolean escape =
                    c == '\\' && position + 1 < text.length() && "\"\\$`".indexOf(text.charAt(position + 1)) >= 0;
            if (escape) {
                append(escaped());
            } else {
                append(c == '$' || c == '`' ? plain(c) : c);
            }
        }
        throw unclosed("double quote", start);
    }

    private char escaped() {
        if (position + 1 >= text.length()) {
            throw new RefusedException(
                    option, text, "the backslash at its end escapes nothing; remove it or double it");
        }
        position++;
        return text.charAt(position);
    }

    private char plain(char c) {
        if (NEEDS_SHELL.indexOf(c) >= 0) {
            throw new RefusedException(
                    option,
                    text,
                    "the " + c + " at column " + (position + 1) + " only has a meaning in a shell; " + shellRemedy
                            + ", or put it in single quotes");
        }
        return c;
    }

    private RefusedException unclosed(String what, int at) {
        return new RefusedException(option, text, "the " + what + " at column " + (at + 1) + " is never closed");
    }
}
