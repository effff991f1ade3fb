package io.jenkins.plugins.swarmdelivery.cli.output;

import io.jenkins.plugins.swarmdelivery.engine.StackAdoption;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What would be adopted from a stack, for programs and for people; the same rules apply as for {@link Documents}. */
public final class AdoptionDocuments {
    private AdoptionDocuments() {}

    public static Map<String, Object> of(StackAdoption adoption) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("version", adoption.placed().release().version());
        document.put(
                "services",
                adoption.release().parts().stream()
                        .map(part -> service(adoption, part))
                        .toList());
        document.put("notes", adoption.known().notes());
        document.put("problems", adoption.problems());
        return document;
    }

    private static Map<String, Object> service(StackAdoption adoption, Part part) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", part.name());
        document.put("service", part.spec().name());
        document.put("role", part.role().word());
        document.put("reason", reason(adoption, part));
        document.put("image", part.spec().image());
        return document;
    }

    private static String reason(StackAdoption adoption, Part part) {
        return adoption.known().reasons().getOrDefault(part.name(), "");
    }

    public static List<String> lines(StackAdoption adoption) {
        Table table = new Table().row("SERVICE", "ROLE", "REASON");
        for (Part part : adoption.release().parts()) {
            table.row(part.spec().name(), part.role().word(), reason(adoption, part));
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        adoption.known().notes().forEach(lines::add);
        adoption.problems().forEach(problem -> lines.add("problem: " + problem));
        lines.add(
                adoption.problems().isEmpty()
                        ? "would become " + adoption.placed() + " without restarting a task"
                        : "would be refused");
        return lines;
    }
}
