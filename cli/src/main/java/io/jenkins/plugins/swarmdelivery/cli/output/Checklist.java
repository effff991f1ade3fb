package io.jenkins.plugins.swarmdelivery.cli.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The checks of a cluster, and their results. */
public final class Checklist {
    private enum Verdict {
        OK,
        WARNING,
        WRONG
    }

    private record Entry(Verdict verdict, String subject, String detail, String remedy) {}

    private final List<Entry> entries = new ArrayList<>();
    private boolean reachable;

    public void ok(String subject, String detail) {
        entries.add(new Entry(Verdict.OK, subject, detail, ""));
    }

    /** It works, but the user should know. */
    public void warning(String subject, String detail, String remedy) {
        entries.add(new Entry(Verdict.WARNING, subject, detail, remedy));
    }

    public void wrong(String subject, String detail, String remedy) {
        entries.add(new Entry(Verdict.WRONG, subject, detail, remedy));
    }

    /** A manager has responded. */
    public void reached() {
        reachable = true;
    }

    public boolean reachable() {
        return reachable;
    }

    public boolean wrong() {
        return entries.stream().anyMatch(entry -> entry.verdict() == Verdict.WRONG);
    }

    public List<Map<String, Object>> documents() {
        return entries.stream()
                .map(entry -> {
                    Map<String, Object> document = new LinkedHashMap<>();
                    document.put("verdict", word(entry));
                    document.put("subject", entry.subject());
                    document.put("detail", entry.detail());
                    document.put("remedy", entry.remedy().isEmpty() ? null : entry.remedy());
                    return document;
                })
                .toList();
    }

    public List<String> lines() {
        Table table = new Table();
        for (Entry entry : entries) {
            table.row(word(entry), entry.subject(), entry.detail());
            if (!entry.remedy().isEmpty()) {
                table.row("", "", "-> " + entry.remedy());
            }
        }
        return table.lines();
    }

    private static String word(Entry entry) {
        return entry.verdict().name().toLowerCase(Locale.ROOT);
    }
}
