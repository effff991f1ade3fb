package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend.Servers;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code show stat} says of the servers of a backend.
 *
 * @param own for tasks of the service that a delivery makes
 * @param adopted for tasks of the one that serves in its place first
 * @param connections how many are open, also to servers that are no longer sent new ones
 */
record HaproxyStats(Servers own, Servers adopted, long connections) {
    private static final String HEADER = "# ";
    private static final Servers NONE = new Servers(0, 0, 0);
    /** As {@code router init} names the servers of a service that was made by hand, beside those of the color's own. */
    private static final Pattern ADOPTED = Pattern.compile(".+-adopted-[0-9]+");

    static String command(BackendName backend) {
        String servers = "4";
        String all = "-1";
        return "show stat " + backend + " " + servers + " " + all;
    }

    /**
     * Columns are found by their names: newer HAProxys have more of them. Those read here stand before the first one
     * that can hold a quoted comma.
     *
     * @throws IOException if the answer is no such table
     */
    static HaproxyStats parse(String answer) throws IOException {
        String[] lines = answer.strip().split("\n");
        List<String> columns =
                Arrays.asList(lines[0].replaceFirst("^" + HEADER, "").split(","));
        int status = columns.indexOf("status");
        int sessions = columns.indexOf("scur");
        int backup = columns.indexOf("bck");
        int name = columns.indexOf("svname");
        if (!lines[0].startsWith(HEADER) || name < 0 || status < 0 || sessions < 0 || backup < 0) {
            throw new IOException("unexpected answer: " + (lines[0].isBlank() ? "nothing" : RouteText.shown(lines[0])));
        }
        int needed =
                Stream.of(name, status, sessions, backup).max(Integer::compare).orElseThrow();
        Servers own = NONE;
        Servers adopted = NONE;
        long open = 0;
        for (String line : List.of(lines).subList(1, lines.length)) {
            String[] fields = line.split(",", -1);
            if (fields.length <= needed) {
                throw new IOException("cut off in the line " + RouteText.shown(line));
            }
            open += sessions(fields[sessions]);
            if (fields[backup].equals("1")) {
                continue; // Not a task: it gets what comes while no task is known.
            }
            if (ADOPTED.matcher(fields[name]).matches()) {
                adopted = with(adopted, fields[status]);
            } else {
                own = with(own, fields[status]);
            }
        }
        return new HaproxyStats(own, adopted, open);
    }

    /** One server more. */
    private static Servers with(Servers counted, String status) {
        boolean reached = status.equals("UP") || status.equals("no check");
        // "UP 1/2" is one whose last check failed, or one with a new address that no check has reached yet.
        boolean used = reached || status.startsWith("UP ");
        return new Servers(counted.slots() + 1, counted.used() + (used ? 1 : 0), counted.up() + (reached ? 1 : 0));
    }

    /** All tasks, of either service, as if they were of one. */
    Servers all() {
        return new Servers(
                Math.max(own.slots(), adopted.slots()), own.used() + adopted.used(), own.up() + adopted.up());
    }

    private static long sessions(String field) throws IOException {
        if (!field.matches("[0-9]{0,9}")) {
            throw new IOException("no number of sessions: " + RouteText.shown(field));
        }
        return field.isEmpty() ? 0 : Long.parseLong(field);
    }
}
