package io.jenkins.plugins.swarmdelivery.router;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What {@code show stat} says of the servers of a backend.
 *
 * @param slots how many there are for one service, used or not
 * @param serversUsed how many would be sent requests
 * @param serversUp how many of them the last check has reached, or are not checked
 * @param connections how many are open, also to servers that are no longer sent new ones
 */
record HaproxyStats(int slots, int serversUsed, int serversUp, long connections) {
    private static final String HEADER = "# ";
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
        int own = 0;
        int adopted = 0;
        int needed =
                Stream.of(name, status, sessions, backup).max(Integer::compare).orElseThrow();
        int used = 0;
        int up = 0;
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
                adopted++;
            } else {
                own++;
            }
            boolean reached = fields[status].equals("UP") || fields[status].equals("no check");
            // "UP 1/2" is one whose last check failed, or one with a new address that no check has reached yet.
            used += reached || fields[status].startsWith("UP ") ? 1 : 0;
            up += reached ? 1 : 0;
        }
        return new HaproxyStats(Math.max(own, adopted), used, up, open);
    }

    private static long sessions(String field) throws IOException {
        if (!field.matches("[0-9]{0,9}")) {
            throw new IOException("no number of sessions: " + RouteText.shown(field));
        }
        return field.isEmpty() ? 0 : Long.parseLong(field);
    }
}
