package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run has reported of the output of jobs. Docker tells the last lines of a log, so that what is new of them has to
 * be found.
 */
final class JobOutput {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Map<String, List<String>> seen = new HashMap<>();
    private Instant next = Instant.MIN;

    /** Whether it is time to ask for more. */
    boolean due(Instant now) {
        if (now.isBefore(next)) {
            return false;
        }
        next = now.plus(EVERY);
        return true;
    }

    /**
     * Those that have not been reported.
     *
     * @param last the last lines of the task's log; empty if it cannot be read
     */
    List<String> unseen(String task, List<String> last) {
        List<String> before = seen.getOrDefault(task, List.of());
        if (last.isEmpty()) {
            return List.of();
        }
        seen.put(task, List.copyOf(last));
        return List.copyOf(last.subList(overlap(before, last), last.size()));
    }

    /** How many of the last lines end what was seen before. */
    private static int overlap(List<String> before, List<String> last) {
        for (int from = 0; from < before.size(); from++) {
            int length = before.size() - from;
            if (length <= last.size() && before.subList(from, before.size()).equals(last.subList(0, length))) {
                return length;
            }
        }
        return 0;
    }
}
