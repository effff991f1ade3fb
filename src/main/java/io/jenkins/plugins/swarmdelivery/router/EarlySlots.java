package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The servers of a backend that checks tasks by address before Docker's DNS lists them. No frontend leads to it, so an
 * address that belongs to somebody else by now gets checks, but never a request.
 *
 * @param servers by name; none if the router was set up before there was such a backend
 */
record EarlySlots(Map<String, Slot> servers) {
    /** At most so many in one line: HAProxy reads no more than 16 KB at once. */
    static final int MAX_COMMANDS = 50;

    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F.:]+");

    /** @param address with its port */
    record Slot(String address, String status) {
        boolean unused() {
            return status.startsWith("MAINT");
        }

        boolean isAt(String host) {
            return address.substring(0, Math.max(0, address.lastIndexOf(':')))
                    .replaceAll("[\\[\\]]", "")
                    .equals(host);
        }
    }

    /** @param table the response to {@link HaproxyStats#command}, or an error */
    static EarlySlots parse(String table) {
        String[] lines = table.strip().split("\n");
        List<String> columns = HaproxyStats.columns(lines[0]);
        int name = columns.indexOf("svname");
        int status = columns.indexOf("status");
        int backup = columns.indexOf("bck");
        int address = columns.indexOf("addr");
        Map<String, Slot> servers = new LinkedHashMap<>();
        for (String line : List.of(lines).subList(1, lines.length)) {
            String[] fields = HaproxyStats.fields(line);
            boolean complete =
                    List.of(name, status, backup, address).stream().allMatch(at -> at >= 0 && at < fields.length);
            if (complete && fields[backup].equals("0")) {
                servers.put(fields[name], new Slot(fields[address], fields[status]));
            }
        }
        return new EarlySlots(servers);
    }

    /** The addresses, with their ports, that passed the last check. */
    Set<String> passed() {
        return servers.values().stream()
                .filter(slot -> slot.status().equals("UP"))
                .map(Slot::address)
                .collect(Collectors.toSet());
    }

    /**
     * The commands after which replicas check these addresses, and no others.
     *
     * @param addresses by backend
     * @param response the responses to {@link HaproxyStats#command} for each of these backends
     */
    static List<String> changes(Map<String, Set<String>> addresses, String response) {
        String[] tables = response.strip().split("\n\n");
        List<String> commands = new ArrayList<>();
        int at = 0;
        for (Map.Entry<String, Set<String>> backend : addresses.entrySet()) {
            EarlySlots slots = parse(at < tables.length ? tables[at] : "");
            commands.addAll(slots.changes(backend.getKey(), backend.getValue()));
            at++;
        }
        return commands;
    }

    /**
     * An address that is checked already keeps its server and result. A server that is given up now is not used again at
     * once: the result of its last check may still be on its way.
     */
    private List<String> changes(String backend, Set<String> addresses) {
        Set<String> missing = new LinkedHashSet<>(addresses);
        List<String> free = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        servers.forEach((server, slot) -> {
            if (slot.unused()) {
                free.add(server);
            } else if (!missing.removeIf(slot::isAt)) {
                commands.add("set server " + backend + "/" + server + " state maint");
            }
        });
        int next = 0;
        for (String address : missing) {
            if (next < free.size()) {
                String server = backend + "/" + free.get(next++);
                commands.add("set server " + server + " addr " + address);
                commands.add("set server " + server + " state ready");
            }
        }
        return commands;
    }

    /**
     * The addresses of tasks.
     *
     * @param networks IDs or names of those that the router is on
     */
    static Set<String> addresses(List<Task> tasks, List<String> networks) {
        return tasks.stream()
                .flatMap(task -> task.attachments().stream())
                .filter(attachment -> networks.contains(attachment.network()) || networks.contains(attachment.name()))
                .map(Task.Attachment::address)
                .filter(address -> ADDRESS.matcher(address).matches())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
