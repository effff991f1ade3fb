package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The rules of a {@code .dockerignore}, as BuildKit reads them: the last pattern that matches a path or a folder above
 * it decides; {@code !} includes it again; {@code **} stands for any number of folders.
 */
public final class DockerIgnore {
    private record Rule(String text, Pattern pattern, boolean excludes) {}

    /**
     * The rules' decision about a path.
     *
     * @param matched the rules that match it or a folder above it
     */
    record Verdict(boolean excluded, BitSet matched) {
        /** The context itself. */
        static final Verdict TOP = new Verdict(false, new BitSet());
    }

    private static final String ESCAPED = ".+()|{}$^";
    private static final String WILDCARD_CHARACTERS = "*[]?^\\";

    private final String file;
    private final List<Rule> rules = new ArrayList<>();
    private final boolean wildExceptions;

    /**
     * @param file its name, for messages
     * @param text of the file; empty if there is none
     * @throws RefusedException if a pattern is invalid
     */
    public DockerIgnore(String file, String text) {
        this.file = file;
        text.lines().map(line -> line.replace("\uFEFF", "")).forEach(this::add);
        this.wildExceptions = rules.stream()
                .filter(rule -> !rule.excludes())
                .anyMatch(rule -> withoutLastStars(rule).chars().anyMatch(c -> WILDCARD_CHARACTERS.indexOf(c) >= 0));
    }

    private void add(String line) {
        String text = line.startsWith("#") ? "" : line.strip();
        if (text.isEmpty()) {
            return;
        }
        boolean excludes = !text.startsWith("!");
        String pattern = clean(excludes ? text : text.substring(1).strip());
        if (pattern.isEmpty()) {
            throw new RefusedException(file, text, "write a pattern after the !");
        }
        if (!pattern.equals(".")) {
            rules.add(new Rule(pattern, compile(text, pattern), excludes));
        }
    }

    /** Removes redundant parts: slashes at either end, {@code .} and {@code ..}. */
    private static String clean(String pattern) {
        List<String> parts = new ArrayList<>();
        for (String part : pattern.split("/", -1)) {
            if (part.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.remove(parts.size() - 1);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? (pattern.isEmpty() ? "" : ".") : String.join("/", parts);
    }

    private Pattern compile(String shown, String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**", i)) {
                i += pattern.startsWith("**/", i) ? 2 : 1;
                regex.append(i + 1 == pattern.length() ? ".*" : "(.*/)?");
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '\\' && i + 1 < pattern.length()) {
                i++;
                regex.append(Pattern.quote(pattern.substring(i, i + 1)));
            } else {
                regex.append(ESCAPED.indexOf(c) >= 0 ? "\\" : "").append(c);
            }
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new RefusedException(file, shown, "a [ needs its ], and a \\ a character after it");
        }
    }

    /** Decides about a path, given the decision about its folder; rules that can change nothing are skipped. */
    Verdict judge(String path, Verdict folder) {
        BitSet matched = new BitSet();
        boolean excluded = false;
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            boolean matches = folder.matched().get(i)
                    || (rule.excludes() != excluded
                            && rule.pattern().matcher(path).matches());
            if (matches) {
                matched.set(i);
                excluded = rule.excludes();
            }
        }
        return new Verdict(excluded, matched);
    }

    /** @param path relative to the context, with {@code /} between its parts */
    public boolean excludes(String path) {
        Verdict verdict = Verdict.TOP;
        for (int end = path.indexOf('/'); end > 0; end = path.indexOf('/', end + 1)) {
            verdict = judge(path.substring(0, end), verdict);
        }
        return judge(path, verdict).excluded();
    }

    /** Whether a file in an excluded folder may be included again. */
    public boolean looksInto(String excludedFolder) {
        return rules.stream()
                .filter(rule -> !rule.excludes())
                .anyMatch(rule -> wildExceptions || (withoutLastStars(rule) + "/").startsWith(excludedFolder + "/"));
    }

    private static String withoutLastStars(Rule rule) {
        return rule.text().replaceFirst("/\\*\\*$", "").replaceFirst("/\\*$", "");
    }
}
