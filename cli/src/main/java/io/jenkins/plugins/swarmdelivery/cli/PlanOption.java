package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.ValueChange;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Shows what configure or promote would deliver, instead of delivering it. */
final class PlanOption {
    @Option(
            names = "--plan",
            order = 75,
            description = "Show what the command would do, and which values differ; change nothing. Exit status 2 if"
                    + " it would be refused. Values that look like secrets are hidden.")
    private boolean plan;

    boolean given() {
        return plan;
    }

    /** @param from what the planned release comes from */
    static Map<String, Object> document(Plan plan, ReleaseSpec from) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("plan", Documents.plan(plan));
        document.put(
                "values", changes(plan, from).stream().map(PlanOption::document).toList());
        return document;
    }

    private static List<ValueChange> changes(Plan plan, ReleaseSpec from) {
        return ValueChange.between(from, plan.release());
    }

    private static Map<String, Object> document(ValueChange change) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", change.name());
        document.put("before", change.before().orElse(null));
        document.put("after", change.after().orElse(null));
        document.put("origin", change.origin());
        document.put("changed", change.changed());
        return document;
    }

    static List<String> lines(String cluster, Plan plan, ReleaseSpec from, ZoneId zone) {
        List<String> lines = new ArrayList<>(new Texts(zone).plan(cluster, plan));
        lines.add("values");
        changes(plan, from).forEach(change -> lines.add("  " + change));
        return lines;
    }
}
