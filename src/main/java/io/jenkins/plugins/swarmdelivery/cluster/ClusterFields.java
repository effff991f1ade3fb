package io.jenkins.plugins.swarmdelivery.cluster;

import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.engine.ports.Hosts;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Validates the fields of a cluster, wherever they are configured. Every method takes the field's path as users write
 * it, e.g. {@code router.haproxy.servicePort}, and throws {@link RefusedException} with path, value and remedy.
 */
public final class ClusterFields {
    /** The remedy for an empty list of managers. */
    public static final String MANAGER_REMEDY = "write tcp://host:port, e.g. tcp://manager-1:2376";

    public static final int MIN_PORT = 1;
    public static final int MAX_PORT = 65535;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LONGEST_VALUE = 10_000;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private ClusterFields() {}

    /** The name of a cluster in commands and steps. */
    public static String name(String field, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new RefusedException(
                    field, name, "use at most 63 letters, digits and . _ -, beginning with a letter or digit");
        }
        return name;
    }

    /** The engine endpoint of a manager: {@code tcp://host:port}, or {@code unix:///path} on this machine. */
    public static URI manager(String field, String address) {
        URI uri = address(field, address, address, MANAGER_REMEDY);
        boolean socket = "unix".equals(uri.getScheme())
                && uri.getHost() == null
                && uri.getPath() != null
                && uri.getPath().length() > 1;
        boolean tcp = "tcp".equals(uri.getScheme())
                && uri.getHost() != null
                && uri.getPort() > 0
                && uri.getPath().isEmpty()
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        if (!socket && !tcp) {
            throw new RefusedException(field, address, Hosts.remedy(address, MANAGER_REMEDY));
        }
        Optional.ofNullable(uri.getHost()).flatMap(Hosts::linkLocal).ifPresent(objection -> {
            throw new RefusedException(field, address, objection);
        });
        return uri;
    }

    /**
     * Requires certificates: anyone who reaches an engine's port controls every machine of the Swarm.
     *
     * @param field the field for certificates
     * @param secured certificates are configured, or plain tcp is allowed
     * @param remedy how certificates are configured there
     */
    public static void requireTls(String field, List<URI> managers, boolean secured, String remedy) {
        if (!secured && managers.stream().anyMatch(uri -> "tcp".equals(uri.getScheme()))) {
            throw new RefusedException(
                    field,
                    null,
                    "tcp needs TLS: " + remedy
                            + ", or, if anyone on the network may control this Swarm, allow plain tcp"
                            + " (allowPlaintext: true)");
        }
    }

    /**
     * Requires certificates for HAProxy's admin port, which admits only clients with a certificate.
     *
     * @param field the field for certificates
     * @param named certificates are configured, there or for the managers
     * @param remedy how certificates are configured there
     */
    public static void requireCertificate(String field, boolean named, String remedy) {
        if (!named) {
            throw new RefusedException(field, null, "its admin port requires a client certificate: " + remedy);
        }
    }

    /** The same for Traefik's API, unless plain HTTP is allowed. */
    public static void requireApiCertificate(String field, boolean named, String remedy) {
        if (!named) {
            throw new RefusedException(
                    field, null, "its API requires TLS: " + remedy + "; or allow plain HTTP with allowPlaintext: true");
        }
    }

    /** A port inside a container, or on every node. */
    public static int port(String field, int port) {
        if (port < MIN_PORT || port > MAX_PORT) {
            throw new RefusedException(field, port, "write a number from " + MIN_PORT + " to " + MAX_PORT);
        }
        return port;
    }

    /** The host of a registry. */
    public static String registry(String field, String server) {
        if (server.contains("/") || server.isBlank()) {
            throw new RefusedException(
                    field, server.isBlank() ? null : server, "write only host or host:port, as in image names");
        }
        return server;
    }

    /** Checks that each registry is listed once: it has one login for deliveries, and at most one more for builds. */
    public static final class DistinctRegistries {
        private final Set<String> hosts = new HashSet<>();

        /** Called once for each registry of a cluster. */
        public void check(String field, String server) {
            if (!hosts.add(RegistryCredentials.host(server))) {
                throw new RefusedException(field, server, "this registry is listed twice; merge the two entries");
            }
        }
    }

    /** Certificates of the authority that signed a registry's certificate, as PEM. */
    public static String authority(String field, String pem) {
        ServerTrust.check(field, pem);
        return pem;
    }

    /** A mark that images must carry. */
    public static TagPattern mark(String field, String text) {
        return withField(field, text, TagPattern.REMEDY, TagPattern::new);
    }

    /** A constraint that every release carries. */
    public static String constraint(String field, String text) {
        Placement.requireConstraint(field, text);
        return text;
    }

    /** A permission to use something risky in specs. */
    public static SpecRules.Permission permission(String field, String text) {
        return withField(
                field,
                text,
                "use one of " + String.join(", ", SpecRules.Permission.words()),
                SpecRules.Permission::parse);
    }

    /** Repositories that images may come from. */
    public static String repository(String field, String text) {
        return withField(field, text, SpecRules.REPOSITORY_REMEDY, pattern -> {
            SpecRules.requireRepository(pattern);
            return pattern;
        });
    }

    /** The value of a variable in stack files; it may be empty. */
    public static String value(String field, String name, String value) {
        if (!VARIABLE.matcher(name).matches()) {
            throw new RefusedException(
                    field, name, "a variable's name can contain only letters, digits and _, and begins with no digit");
        }
        if (value.length() > LONGEST_VALUE) {
            // The value itself is not shown: nobody needs it.
            throw new RefusedException(field + ": the value of " + name + " has " + value.length()
                    + " characters; use at most " + LONGEST_VALUE + ", or a config of the stack file");
        }
        return value;
    }

    /** The same for several variables, each written as {@code NAME=VALUE}. */
    public static Map<String, String> values(String field, List<String> written) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : written) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                // The entry may be a value whose name is missing, so it is not shown.
                throw new RefusedException(field + ": an entry has no =; write NAME=VALUE, one per line");
            }
            String name = pair.substring(0, equals).strip();
            if (values.put(name, value(field, name, pair.substring(equals + 1))) != null) {
                throw new RefusedException(field, name, "give each variable one value");
            }
        }
        return values;
    }

    /** The Swarm service that is the router. */
    public static String routerService(String field, String service) {
        if (service.isBlank()) {
            throw new RefusedException(field, null, "name the Swarm service that runs the router");
        }
        return service;
    }

    /** An address at which users or tests reach an application; {@code {application}} stands for its name. */
    public static String webAddress(String field, String template) {
        address(field, template, template.replace("{application}", "a"), HaproxySettings.URL_REMEDY);
        return HaproxySettings.requireAddress(field, template);
    }

    private static URI address(String field, String written, String meant, String remedy) {
        try {
            URI uri = URI.create(meant);
            if (uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new RefusedException(field, written, Hosts.remedy(written, remedy));
        }
        // The message omits the value: it may contain a password.
        throw new RefusedException(field + ": an address must not contain a user name or password; " + remedy);
    }

    private static <T> T withField(String field, String text, String remedy, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (RefusedException e) {
            throw new RefusedException(field, text, remedy);
        }
    }
}
