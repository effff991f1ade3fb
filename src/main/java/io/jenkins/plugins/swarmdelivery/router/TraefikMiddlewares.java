package io.jenkins.plugins.swarmdelivery.router;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The middlewares that labels of a service define. Each color defines them under names of its own; those of other
 * providers stay what they are.
 */
final class TraefikMiddlewares {
    private static final String MIDDLEWARES = "traefik.http.middlewares.";
    private static final String CHAIN = "chain.middlewares";

    private final String prefix;
    private final TraefikOriginals originals;

    /** @param prefix of their names in the color; empty: the user's own names */
    TraefikMiddlewares(String prefix, TraefikOriginals originals) {
        this.prefix = prefix;
        this.originals = originals;
    }

    /** The labels that define them in the color. */
    Map<String, String> labels() {
        return originals.renamed(MIDDLEWARES, prefix, this::referring);
    }

    /** They may name others, and a service. */
    private String referring(String label, String value) {
        String option = label.toLowerCase(Locale.ROOT);
        if (option.endsWith("." + CHAIN)) {
            return all(value);
        }
        String named = TraefikOriginals.local(value);
        return option.endsWith(".errors.service")
                        && originals.names(TraefikOriginals.SERVICES).contains(named)
                ? prefix + named
                : value;
    }

    /** A list of them, as a router or a chain names them, in the color. */
    String all(String list) {
        return names(list).map(this::own).collect(Collectors.joining(","));
    }

    /** The same for an entry point without TLS: none that leads from there to TLS. May be empty. */
    String withoutRedirects(String list) {
        return plain(list, Set.of()).collect(Collectors.joining(","));
    }

    private Stream<String> plain(String list, Set<String> chains) {
        return names(list).flatMap(name -> {
            if (!redirects(name, chains)) {
                return Stream.of(own(name));
            }
            String chain = options(name).get(CHAIN);
            return chain == null ? Stream.empty() : plain(chain, with(chains, name));
        });
    }

    /** @param chains that it is part of; one that names itself is a mistake that Traefik tells */
    private boolean redirects(String name, Set<String> chains) {
        Map<String, String> options = options(name);
        return options.keySet().stream().anyMatch(option -> option.startsWith("redirectscheme."))
                || options.getOrDefault("redirectregex.regex", "").startsWith("^http:")
                || options.containsKey(CHAIN)
                        && !chains.contains(name)
                        && names(options.get(CHAIN)).anyMatch(each -> redirects(each, with(chains, name)));
    }

    private static Set<String> with(Set<String> names, String name) {
        return Stream.concat(names.stream(), Stream.of(name)).collect(Collectors.toSet());
    }

    private Map<String, String> options(String name) {
        return originals.options(MIDDLEWARES + TraefikOriginals.local(name) + ".");
    }

    private String own(String name) {
        String local = TraefikOriginals.local(name);
        return originals.names(MIDDLEWARES).contains(local) ? prefix + local + "@swarm" : name;
    }

    private static Stream<String> names(String list) {
        return Arrays.stream(list.split(",")).map(String::strip);
    }
}
