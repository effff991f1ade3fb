package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Stands between the engine and a fake: counts the calls, and lets one of them go wrong. */
final class Faults {
    /** The process dies: nothing of the engine may catch it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What happens to a call. */
    interface Rule {
        Rule NONE = (number, name) -> Verdict.PASS;

        Verdict judge(int number, String name);
    }

    enum Verdict {
        PASS,
        /** Not carried out, no answer. */
        CUT_BEFORE,
        /** Carried out, the answer is lost. */
        CUT_AFTER,
        /** Not carried out, and the answer is no. */
        REFUSED,
        KILL_BEFORE,
        KILL_AFTER
    }

    private Rule rule = Rule.NONE;
    private int calls;
    private final Map<String, Integer> callers = new TreeMap<>();

    void rule(Rule changed) {
        rule = changed;
        calls = 0;
    }

    int calls() {
        return calls;
    }

    /** The calls of each thread since the beginning. */
    synchronized Map<String, Integer> callers() {
        return Map.copyOf(callers);
    }

    synchronized <T> T call(String name, Supplier<T> action) {
        callers.merge(Thread.currentThread().getName(), 1, Integer::sum);
        Verdict verdict = rule.judge(++calls, name);
        if (verdict == Verdict.KILL_BEFORE) {
            throw new Killed();
        }
        if (verdict == Verdict.CUT_BEFORE) {
            throw new SwarmException.Unavailable("cut before " + name, null);
        }
        if (verdict == Verdict.REFUSED) {
            throw new SwarmException.Rejected("refused: " + name, null);
        }
        T answer;
        try {
            answer = action.get();
        } catch (SwarmException e) {
            afterwards(verdict, name);
            throw e;
        }
        afterwards(verdict, name);
        return answer;
    }

    private static void afterwards(Verdict verdict, String name) {
        if (verdict == Verdict.KILL_AFTER) {
            throw new Killed();
        }
        if (verdict == Verdict.CUT_AFTER) {
            throw new SwarmException.Unavailable("cut after " + name, null);
        }
    }

    void run(String name, Runnable action) {
        call(name, () -> {
            action.run();
            return null;
        });
    }
}
