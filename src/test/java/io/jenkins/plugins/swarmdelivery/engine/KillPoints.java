package io.jenkins.plugins.swarmdelivery.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the kill tests kill the engine. What it has in memory dies with it, so only changes of the world make a difference:
 * a kill after one of them leaves what a kill before the next one leaves. Therefore the normal run kills before each change,
 * and after the last one. {@code -Dkill.all=true}, as {@code src/bench/run kill} has it, kills before and after every call.
 */
final class KillPoints {
    private static final boolean ALL = Boolean.getBoolean("kill.all");
    private static final Pattern CHANGES = Pattern.compile("(?!update state|route changes)"
            + "(create|update|remove|replace|keep|forget|make|route|bring|check early) ?.*");

    /**
     * @param call its number, from 1
     * @param name what is called
     * @param verdict before or after it
     */
    record Point(int call, String name, Faults.Verdict verdict) {
        @Override
        public String toString() {
            return verdict + " call " + call + ", " + name;
        }
    }

    private KillPoints() {}

    static boolean isChange(String call) {
        return CHANGES.matcher(call).matches();
    }

    /** @param calls the names of all calls of a delivery that nobody kills */
    static List<Point> of(List<String> calls) {
        List<Point> points = new ArrayList<>();
        int last = 0;
        for (int at = 1; at <= calls.size(); at++) {
            String name = calls.get(at - 1);
            if (ALL || isChange(name)) {
                points.add(new Point(at, name, Faults.Verdict.KILL_BEFORE));
                last = at;
            }
            if (ALL) {
                points.add(new Point(at, name, Faults.Verdict.KILL_AFTER));
            }
        }
        if (!ALL) {
            points.add(new Point(last, calls.get(last - 1), Faults.Verdict.KILL_AFTER));
        }
        return points;
    }
}
