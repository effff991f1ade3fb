package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Traffic.Counters;
import io.jenkins.plugins.swarmdelivery.engine.ports.Traffic.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The counters of a backend according to {@code show stat}. HAProxy's mean is that of the last 1,024 requests. */
final class HaproxyCounters {
    private static final String HEADER = "# ";

    private HaproxyCounters() {}

    static String command(BackendName backend) {
        String backends = "2";
        String all = "-1";
        return "show stat " + backend + " " + backends + " " + all;
    }

    /**
     * @param answer to the commands for several backends of a color, which are added up
     * @throws IOException if a response is not a stats table
     */
    static Counters sum(List<BackendName> names, String answer) throws IOException {
        String[] tables = answer.strip().split("\n\n");
        if (tables.length != names.size()) {
            throw new IOException("unexpected response: " + RouteText.quoted(answer));
        }
        Counters sum = Counters.NONE;
        for (int i = 0; i < tables.length; i++) {
            sum = sum.and(parse(names.get(i), tables[i].strip()));
        }
        return sum;
    }

    /** A backend's own line has no text with a comma before the columns that are read here. */
    private static Counters parse(BackendName name, String table) throws IOException {
        String[] lines = table.split("\n");
        if (!lines[0].startsWith(HEADER) || lines.length != 2) {
            throw new IOException(name + ": unexpected response: " + RouteText.quoted(table));
        }
        List<String> columns = Arrays.asList(lines[0].substring(HEADER.length()).split(","));
        String[] fields = lines[1].split(",", -1);
        return new Counters(
                number(columns, fields, "req_tot"),
                number(columns, fields, "hrsp_5xx"),
                number(columns, fields, "econ"),
                number(columns, fields, "wretr"),
                new Times(
                        Duration.ofMillis(number(columns, fields, "ttime")),
                        Duration.ofMillis(number(columns, fields, "ttime_max"))));
    }

    private static long number(List<String> columns, String[] fields, String column) throws IOException {
        int at = columns.indexOf(column);
        if (at < 0 || at >= fields.length || !fields[at].matches("[0-9]{1,18}")) {
            throw new IOException("unexpected response: no number in column " + column);
        }
        return Long.parseLong(fields[at]);
    }
}
