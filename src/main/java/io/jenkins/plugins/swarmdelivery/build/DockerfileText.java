package io.jenkins.plugins.swarmdelivery.build;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of a Dockerfile, each on one line, without comments and without the text of heredocs. */
final class DockerfileText {
    /** The word that starts a heredoc, as in BuildKit; a quoted one, one inside a word, or {@code <<<} does not. */
    private static final Pattern HEREDOC = Pattern.compile("\\d*<<(-?+)([^<]+)");

    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*(\\w+)\\s*=\\s*(\\S.*)");
    private static final Pattern HEREDOC_INSTRUCTION =
            Pattern.compile("(?:ONBUILD\\s+)*(?:RUN|COPY|ADD)\\s.*", Pattern.CASE_INSENSITIVE);

    private record Heredoc(String word, String end, boolean tabs) {}

    private final List<String> instructions = new ArrayList<>();
    private final Deque<Heredoc> open = new ArrayDeque<>();
    private Optional<String> syntax = Optional.empty();
    private String escape = "\\";

    DockerfileText(List<String> lines) {
        StringBuilder instruction = new StringBuilder();
        boolean top = true;
        for (String line : lines) {
            if (!open.isEmpty()) {
                body(line);
                continue;
            }
            String text = line.strip();
            top = top && directive(text);
            if (text.startsWith("#") || text.isEmpty()) {
                continue;
            }
            String piece = instruction.isEmpty() ? text : line.stripTrailing();
            boolean continued = piece.endsWith(escape);
            instruction.append(continued ? piece.substring(0, piece.length() - 1) : piece);
            if (!continued) {
                end(instruction);
            }
        }
        end(instruction);
    }

    private boolean directive(String text) {
        Matcher found = DIRECTIVE.matcher(text);
        if (!found.matches()) {
            return false;
        }
        if (found.group(1).equalsIgnoreCase("syntax")) {
            syntax = Optional.of(text);
        } else if (found.group(1).equalsIgnoreCase("escape")) {
            escape = found.group(2).strip();
        }
        return true;
    }

    private void end(StringBuilder instruction) {
        if (!instruction.isEmpty()) {
            instructions.add(instruction.toString());
            open.addAll(heredocs(instruction.toString()));
            instruction.setLength(0);
        }
    }

    private void body(String line) {
        Heredoc first = open.getFirst();
        String text = first.tabs() ? line.replaceFirst("^\t+", "") : line;
        if (text.equals(first.end())) {
            open.removeFirst();
        }
    }

    List<String> instructions() {
        return instructions;
    }

    /** The line that selects another builder; empty if there is none. */
    Optional<String> syntax() {
        return syntax;
    }

    /** The first heredoc of an instruction, as written. */
    Optional<String> heredoc(String instruction) {
        return heredocs(instruction).stream().map(Heredoc::word).findFirst();
    }

    private List<Heredoc> heredocs(String instruction) {
        if (!HEREDOC_INSTRUCTION.matcher(instruction).matches()) {
            return List.of();
        }
        List<Heredoc> found = new ArrayList<>();
        for (String word : words(instruction)) {
            Matcher heredoc = HEREDOC.matcher(word);
            if (heredoc.matches()) {
                String end = heredoc.group(2).replaceAll("[\"']", "");
                found.add(new Heredoc(word, end, !heredoc.group(1).isEmpty()));
            }
        }
        return found;
    }

    /** Splits at whitespace that is neither quoted nor escaped; keeps quotes. */
    private List<String> words(String instruction) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < instruction.length(); i++) {
            char c = instruction.charAt(i);
            if (c == escape.charAt(0) && quote != '\'' && i + 1 < instruction.length()) {
                word.append(c).append(instruction.charAt(++i));
                continue;
            }
            if (quote == 0 && Character.isWhitespace(c)) {
                words.add(word.toString());
                word.setLength(0);
                continue;
            }
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
            word.append(c);
        }
        words.add(word.toString());
        return words;
    }
}
