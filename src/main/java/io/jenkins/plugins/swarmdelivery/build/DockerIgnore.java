package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The rules of a {@code .dockerignore}, as Docker reads them: of all patterns that match a path or a folder above it,
 * the last one decides; {@code !} takes back; {@code **} stands for any number of folders. Dockerfile and
 * {@code .dockerignore} are always sent, for the builder needs them.
 */
public final class DockerIgnore {
    private record Rule(String text, Pattern pattern, boolean excludes) {}

    private static final String ESCAPED = ".+()|{}$^";

    private final List<Rule> rules = new ArrayList<>();

    /**
     * @param text of the file; empty where there is none
     * @param always paths that are sent though a pattern excludes them
     * @throws RefusedException if a pattern cannot be understood
     */
    public DockerIgnore(String text, List<String> always) {
        text.lines().map(line -> line.replace("\uFEFF", "")).forEach(this::add);
        if (!rules.isEmpty()) {
            always.forEach(path -> rules.add(new Rule(path, Pattern.compile(Pattern.quote(path)), false)));
        }
    }

    private void add(String line) {
        String text = line.startsWith("#") ? "" : line.strip();
        if (text.isEmpty()) {
            return;
        }
        boolean excludes = !text.startsWith("!");
        String pattern = clean(excludes ? text : text.substring(1).strip());
        if (pattern.isEmpty()) {
            throw new RefusedException(".dockerignore", text, "write a pattern behind the !");
        }
        if (!pattern.equals(".")) {
            rules.add(new Rule(pattern, compile(text, pattern), excludes));
        }
    }

    /** Without what means nothing: slashes at either end, {@code .} and {@code ..} on the way. */
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

    private static Pattern compile(String shown, String pattern) {
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
            throw new RefusedException(".dockerignore", shown, "a [ needs its ], and a \\ something behind it");
        }
    }

    /** @param path relative to the context, with {@code /} between its parts */
    public boolean excludes(String path) {
        boolean excluded = false;
        for (Rule rule : rules) {
            if (rule.excludes() != excluded && matches(rule, path)) {
                excluded = rule.excludes();
            }
        }
        return excluded;
    }

    private static boolean matches(Rule rule, String path) {
        for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
            if (rule.pattern().matcher(path.substring(0, end)).matches()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether Docker looks into an excluded folder: only where a pattern that takes back names something in it, word for
     * word.
     */
    public boolean looksInto(String excludedFolder) {
        return rules.stream()
                .anyMatch(rule -> !rule.excludes() && (rule.text() + "/").startsWith(excludedFolder + "/"));
    }
}
