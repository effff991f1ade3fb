package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend.Servers;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The servers of a backend according to {@code show stat}.
 *
 * @param own the servers for tasks of the service that a delivery creates
 * @param adopted the servers for tasks of the adopted service that serves in its place at first
 * @param connections the number of open connections, including those to servers that get no new ones
 */
record HaproxyStats(Servers own, Servers adopted, long connections) {
    /** The servers of all backends. */
    static final String ALL = "show stat -1 4 -1";

    private static final String HEADER = "# ";
    private static final Servers NONE = new Servers(0, 0, 0);
    /** The names that {@code router init} gives to the servers of an adopted service. */
    private static final Pattern ADOPTED = Pattern.compile(".+-adopted-[0-9]+");

    static String command(String backend) {
        String servers = "4";
        String all = "-1";
        return "show stat " + backend + " " + servers + " " + all;
    }

    /**
     * The backends by name, from the response to {@link #ALL}.
     *
     * @param answer may have lines of other responses before it
     * @throws IOException if the response is not a stats table
     */
    static Map<String, HaproxyStats> byBackend(String answer) throws IOException {
        String[] lines =
                answer.substring(Math.max(0, answer.indexOf(HEADER))).strip().split("\n");
        Map<String, StringBuilder> tables = new LinkedHashMap<>();
        for (String line : List.of(lines).subList(1, lines.length)) {
            tables.computeIfAbsent(line.split(",", 2)[0], name -> new StringBuilder(lines[0]))
                    .append('\n')
                    .append(line);
        }
        parse(lines[0], Set.of());
        Map<String, HaproxyStats> backends = new LinkedHashMap<>();
        for (Map.Entry<String, StringBuilder> table : tables.entrySet()) {
            backends.put(table.getKey(), parse(table.getValue().toString(), Set.of()));
        }
        return backends;
    }

    /**
     * Finds columns by name, because newer versions of HAProxy add some.
     *
     * @param passed addresses that pass the same check in another backend of this replica: a server that has not been
     *     checked yet counts as reached if its address is one of them
     * @throws IOException if the response is not a stats table
     */
    static HaproxyStats parse(String answer, Set<String> passed) throws IOException {
        String[] lines = answer.strip().split("\n");
        List<String> columns = columns(lines[0]);
        int status = columns.indexOf("status");
        int sessions = columns.indexOf("scur");
        int backup = columns.indexOf("bck");
        int name = columns.indexOf("svname");
        int address = columns.indexOf("addr");
        if (!lines[0].startsWith(HEADER) || name < 0 || status < 0 || sessions < 0 || backup < 0) {
            throw new IOException(
                    "unexpected response: " + (lines[0].isBlank() ? "empty" : RouteText.quoted(lines[0])));
        }
        int needed =
                Stream.of(name, status, sessions, backup).max(Integer::compare).orElseThrow();
        Servers own = NONE;
        Servers adopted = NONE;
        long open = 0;
        for (String line : List.of(lines).subList(1, lines.length)) {
            String[] fields = fields(line);
            if (fields.length <= needed) {
                throw new IOException("incomplete line: " + RouteText.quoted(line));
            }
            open += sessions(fields[sessions]);
            if (fields[backup].equals("1")) {
                continue; // Not a task: holds requests that arrive while no task is known.
            }
            boolean checked = address >= 0 && address < fields.length && passed.contains(fields[address]);
            if (ADOPTED.matcher(fields[name]).matches()) {
                adopted = count(adopted, fields[status], checked);
            } else {
                own = count(own, fields[status], checked);
            }
        }
        return new HaproxyStats(own, adopted, open);
    }

    static List<String> columns(String header) {
        return Arrays.asList(header.replaceFirst("^" + HEADER, "").split(","));
    }

    /** The fields of a line; one with a comma is quoted. */
    static String[] fields(String line) {
        StringBuilder separated = new StringBuilder(line);
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            if (line.charAt(i) == ',' && !quoted) {
                separated.setCharAt(i, '\n');
            }
        }
        return separated.toString().split("\n", -1);
    }

    /** Counts one more server. */
    private static Servers count(Servers counted, String status, boolean checked) {
        // "UP 1/2": the last health check failed, or the address is new and has not been checked yet.
        boolean used = status.equals("UP") || status.equals("no check") || status.startsWith("UP ");
        boolean reached = used && (checked || !status.startsWith("UP "));
        return new Servers(counted.slots() + 1, counted.used() + (used ? 1 : 0), counted.up() + (reached ? 1 : 0));
    }

    /** Combines both services as if their tasks belonged to one. */
    Servers all() {
        return new Servers(
                Math.max(own.slots(), adopted.slots()), own.used() + adopted.used(), own.up() + adopted.up());
    }

    private static long sessions(String field) throws IOException {
        if (!field.matches("[0-9]{0,9}")) {
            throw new IOException("invalid number of sessions: " + RouteText.quoted(field));
        }
        return field.isEmpty() ? 0 : Long.parseLong(field);
    }
}
