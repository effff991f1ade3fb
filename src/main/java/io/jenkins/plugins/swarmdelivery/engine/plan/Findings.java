package io.jenkins.plugins.swarmdelivery.engine.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What was found out about something that is planned.
 *
 * @param warnings what a person should know
 * @param problems why it would be refused; each tells the remedy
 */
public record Findings(List<String> warnings, List<String> problems) {
    /** To be filled. */
    static Findings none() {
        return new Findings(new ArrayList<>(), new ArrayList<>());
    }

    Findings copy() {
        return new Findings(List.copyOf(warnings), List.copyOf(problems));
    }
}
