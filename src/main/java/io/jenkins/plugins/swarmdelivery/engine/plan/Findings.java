package io.jenkins.plugins.swarmdelivery.engine.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The findings of the checks of a plan.
 *
 * @param warnings for people; they do not stop a delivery
 * @param problems why a delivery would be refused, each with its remedy
 */
public record Findings(List<String> warnings, List<String> problems) {
    /** Empty lists, to be filled. */
    static Findings empty() {
        return new Findings(new ArrayList<>(), new ArrayList<>());
    }

    Findings copy() {
        return new Findings(List.copyOf(warnings), List.copyOf(problems));
    }
}
