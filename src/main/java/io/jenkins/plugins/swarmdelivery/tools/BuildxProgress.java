package io.jenkins.plugins.swarmdelivery.tools;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the failing step in BuildKit's output ({@code --progress plain}), and forwards all lines. Each line begins with
 * the step's number; in a step's own output the time follows, so it is never taken for a message of BuildKit.
 */
final class BuildxProgress implements Consumer<String> {
    private static final Pattern LINE = Pattern.compile("#(\\d+) (.*)");
    private static final Pattern ERROR = Pattern.compile("ERROR: (.*)");
    private static final Pattern BASE = Pattern.compile("\\[[^\\]]*] (?:load metadata for|FROM) (\\S+).*"
            + "|resolve image config for (?:docker-image://)?(\\S+).*");
    private static final Pattern TOKEN = Pattern.compile("\\[[^\\]]*auth] (\\S+):pull token for (\\S+)");
    private static final Pattern PUSH =
            Pattern.compile("pushing .*|exporting .*|\\[[^\\]]*auth] \\S+,push\\S* token for .*");
    private static final int MAX_STEPS = 10_000;

    private final Consumer<String> log;
    private final Map<String, String> titles = new HashMap<>();
    private String failed = "";

    BuildxProgress(Consumer<String> log) {
        this.log = log;
    }

    @Override
    public void accept(String line) {
        Matcher step = LINE.matcher(line);
        if (step.matches()) {
            Matcher wrong = ERROR.matcher(step.group(2));
            String title = titles.get(step.group(1));
            if (title == null && titles.size() < MAX_STEPS) {
                titles.put(step.group(1), step.group(2));
            } else if (title != null && wrong.matches() && !wrong.group(1).contains("context canceled")) {
                failed = title;
            }
        }
        log.accept(line);
    }

    /** The image whose pull failed; empty if something else failed. */
    Optional<String> base() {
        Matcher base = BASE.matcher(failed);
        if (base.matches()) {
            return Optional.ofNullable(base.group(1)).or(() -> Optional.ofNullable(base.group(2)));
        }
        Matcher token = TOKEN.matcher(failed);
        return token.matches() ? Optional.of(token.group(2) + "/" + token.group(1)) : Optional.empty();
    }

    /** Whether the image was built but not pushed. */
    boolean atPush(String output) {
        return failed.isEmpty()
                ? output.contains("failed to push")
                : PUSH.matcher(failed).matches() && (output.contains("push") || failed.contains("push"));
    }
}
