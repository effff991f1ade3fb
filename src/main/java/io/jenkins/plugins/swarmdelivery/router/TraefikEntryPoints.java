package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The entry points of a replica of Traefik, from {@code /api/entrypoints}.
 *
 * @param byName as Traefik shows them
 */
record TraefikEntryPoints(Map<String, Object> byName) {
    private static final Pattern PORT = Pattern.compile(":([0-9]{1,5})(/tcp)?$");

    static TraefikEntryPoints of(Object tree) {
        Map<String, Object> byName = new TreeMap<>();
        if (tree instanceof List<?> all) {
            all.forEach(each -> Json.text(each, "name").ifPresent(name -> byName.put(name, each)));
        }
        return new TraefikEntryPoints(byName);
    }

    /** The names in a label or a field that lists some. */
    static Set<String> listed(String names) {
        Set<String> all = new LinkedHashSet<>(List.of(names.strip().split("\\s*,\\s*")));
        all.remove("");
        return all;
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    OptionalInt port(String name) {
        Matcher port = PORT.matcher(Json.text(byName.get(name), "address").orElse(""));
        return port.find() ? OptionalInt.of(Integer.parseInt(port.group(1))) : OptionalInt.empty();
    }

    /** Those that listen on a port. */
    Set<String> on(int port) {
        return byName.keySet().stream()
                .filter(name -> port(name).equals(OptionalInt.of(port)))
                .collect(Collectors.toSet());
    }

    /** Whether all its routers use TLS. */
    boolean secure(String name) {
        return Json.at(byName.get(name), "http", "tls") != null;
    }

    /** The entry point that all of its requests are redirected to. */
    Optional<String> redirectsTo(String name) {
        return Json.text(byName.get(name), "http", "redirections", "entryPoint", "to");
    }
}
