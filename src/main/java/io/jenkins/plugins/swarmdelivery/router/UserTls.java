package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * HTTPS for users, beside plain HTTP. It stands in {@code haproxy.cfg}, and is read back from there.
 *
 * @param secrets Swarm secrets, each with a certificate chain and its key as PEM. HAProxy chooses by the server name that
 *     the user asks for; the first is for all other names. Empty: no HTTPS.
 * @param redirect the published port of HTTPS that {@link #REDIRECT_PORT} sends users to; empty if nothing redirects
 */
public record UserTls(List<String> secrets, Optional<Integer> redirect) {
    /** Users get plain HTTP. */
    public static final UserTls NONE = new UserTls(List.of(), Optional.empty());

    /** The container's port for HTTPS. */
    static final int PORT = 8443;
    /** The container's port that redirects to HTTPS. */
    static final int REDIRECT_PORT = 8082;
    /** Where HTTPS is published unless another port is given. */
    static final int PUBLISHED = 443;

    public static final String SECRET_OPTION = "--tls-secret";
    public static final String PORT_OPTION = "--https-port";
    public static final String REDIRECT_OPTION = "--redirect-port";
    /** As the only value of the option: no HTTPS. */
    private static final String NO_HTTPS = "none";

    /** HAProxy reads at most 64 words per line. */
    private static final int MAX = 25;

    private static final String FILES = "tls-";
    private static final String SUFFIX = ".pem";
    private static final String FOLDER = "/run/secrets/";

    private static final Pattern BIND = Pattern.compile("(?m)^ *bind :" + PORT + " ssl (.+)$");
    private static final Pattern CERTIFICATE =
            Pattern.compile("crt " + Pattern.quote(FOLDER + FILES) + "(\\S+)" + Pattern.quote(SUFFIX));
    private static final Pattern REDIRECT =
            Pattern.compile("redirect prefix https://%\\[req\\.hdr\\(Host\\),host_only](?::(\\d+))? ");

    public UserTls {
        secrets = List.copyOf(secrets);
    }

    /**
     * What options say; what they leave out stays as it is.
     *
     * @param secrets or {@code none} alone
     * @param port where HTTPS is published
     * @param redirect where the port that redirects is published; 0: nowhere
     */
    public record Given(List<String> secrets, Optional<Integer> port, Optional<Integer> redirect) {
        public static final Given NOTHING = new Given(List.of(), Optional.empty(), Optional.empty());

        /** @throws RefusedException if a value is out of range */
        public Given {
            secrets = List.copyOf(secrets);
            if (secrets.size() > MAX) {
                throw new RefusedException(
                        SECRET_OPTION,
                        secrets.size() + " secrets",
                        "name at most " + MAX + "; one certificate can have many host names");
            }
            port.ifPresent(number -> require(PORT_OPTION, number, 1, "use a number from 1 to 65535"));
            redirect.ifPresent(number ->
                    require(REDIRECT_OPTION, number, 0, "use a number from 1 to 65535, or 0 to stop redirecting"));
        }

        private static void require(String option, int port, int least, String remedy) {
            if (port < least || port > 65535) {
                throw new RefusedException(option, port, remedy);
            }
        }

        /**
         * What a router is to have.
         *
         * @param published its published ports, by container port
         * @throws RefusedException if a port is given without HTTPS
         */
        Wanted onto(UserTls former, Map<Integer, Integer> published) {
            List<String> names = secrets.isEmpty()
                    ? former.secrets
                    : secrets.stream().distinct().toList();
            if (names.isEmpty() || names.equals(List.of(NO_HTTPS))) {
                refusePorts();
                return new Wanted(NONE, former.secrets.isEmpty() ? Map.of() : Map.of(PORT, 0, REDIRECT_PORT, 0));
            }
            int https = port.orElse(published.getOrDefault(PORT, PUBLISHED));
            Map<Integer, Integer> ports = new TreeMap<>(Map.of(PORT, https));
            redirect.ifPresent(number -> ports.put(REDIRECT_PORT, number));
            boolean redirects = redirect.map(number -> number > 0).orElse(former.redirect.isPresent());
            return new Wanted(new UserTls(names, redirects ? Optional.of(https) : Optional.empty()), ports);
        }

        private void refusePorts() {
            Map<String, Optional<Integer>> options =
                    new TreeMap<>(Map.of(PORT_OPTION, port, REDIRECT_OPTION, redirect));
            options.forEach((option, number) -> number.filter(given -> given > 0)
                    .ifPresent(given -> {
                        throw new RefusedException(
                                option,
                                given,
                                "it needs a certificate for users; name its secret with " + SECRET_OPTION);
                    }));
        }
    }

    /**
     * What a router is to have.
     *
     * @param ports published ports to set, by container port; 0 to publish no more
     */
    record Wanted(UserTls tls, Map<Integer, Integer> ports) {}

    /** Reads it from a {@code haproxy.cfg}; one that somebody wrote otherwise does not count. */
    static UserTls read(String cfg) {
        List<String> secrets = BIND.matcher(cfg)
                .results()
                .flatMap(line -> CERTIFICATE.matcher(line.group(1)).results())
                .map(found -> found.group(1))
                .toList();
        Optional<Integer> redirect = REDIRECT.matcher(cfg)
                .results()
                .findFirst()
                .map(found -> found.group(1) == null ? PUBLISHED : Integer.parseInt(found.group(1)));
        return new UserTls(secrets, redirect);
    }

    /**
     * A certificate for users.
     *
     * @param name of the secret that the option has given; the file in a replica is named after it
     * @param secret that holds it: this one, or the one by which it was renewed
     */
    record Certificate(String name, Named secret) {}

    /**
     * The certificates as the Swarm has them.
     *
     * @throws RefusedException if it does not have one by this name
     */
    List<Certificate> find(Swarm swarm, RenewedCertificates renewed) {
        return secrets.stream()
                .map(name -> new Certificate(
                        name,
                        renewed.of(name).map(each -> find(swarm, name, each)).orElseGet(() -> find(swarm, name))))
                .toList();
    }

    private static Named find(Swarm swarm, String name) {
        Named found = swarm.secret(name)
                .orElseThrow(() -> new RefusedException(
                        SECRET_OPTION,
                        name,
                        "the Swarm has no such secret; create it from the certificate chain and its key: cat"
                                + " fullchain.pem key.pem | docker secret create " + name + " -"));
        if (!found.name().equals(name)) {
            throw new RefusedException(SECRET_OPTION, name, "it is an ID; use the name: " + found.name());
        }
        return found;
    }

    private static Named find(Swarm swarm, String name, RenewedCertificates.Renewed renewed) {
        return swarm.secret(renewed.secret())
                .orElseThrow(() -> new RefusedException(
                        SECRET_OPTION,
                        name,
                        "its certificate was renewed, but the Swarm has no secret " + renewed.secret()
                                + " any more; run router renew again, or name another secret"));
    }

    /** The file of a secret in the container. */
    static String file(String secret) {
        return FILES + secret + SUFFIX;
    }

    static boolean isFile(String name) {
        return name.startsWith(FILES) && name.endsWith(SUFFIX);
    }

    /** The same with its folder. */
    static String path(String secret) {
        return FOLDER + file(secret);
    }

    /** The line of the frontend for users; empty without HTTPS. */
    String bind() {
        return secrets.isEmpty()
                ? ""
                : "    bind :" + PORT + " ssl "
                        + secrets.stream()
                                .map(secret -> "crt " + path(secret) + " ")
                                .collect(Collectors.joining())
                        + "alpn h2,http/1.1\n";
    }

    /**
     * The frontend that redirects; empty if nothing does.
     *
     * @param connection its rules for connections
     */
    String redirection(String connection) {
        return redirect.map(port -> "# Sends users to the same address over HTTPS. Probes and tests do not come here.\n"
                        + "frontend redirect\n    bind :" + REDIRECT_PORT + "\n" + connection
                        + "    http-request return status 400 content-type text/plain string \"The request has no Host"
                        + " header.\\n\" unless {"
                        + " req.hdr(Host),length gt 0 }\n"
                        + "    http-request redirect prefix https://%[req.hdr(Host),host_only]"
                        + (port == PUBLISHED ? "" : ":" + port) + " code 308\n\n")
                .orElse("");
    }

    /** One line each: what this changes of a former one. */
    List<String> changes(UserTls former) {
        List<String> changes = new ArrayList<>();
        if (!secrets.equals(former.secrets)) {
            changes.add(
                    secrets.isEmpty()
                            ? "stop serving users over HTTPS"
                            : "serve users over HTTPS, with the certificates of " + String.join(", ", secrets));
        }
        if (!redirect.equals(former.redirect)) {
            changes.add(redirect.map(port -> "redirect users to HTTPS on port " + port)
                    .orElse("stop redirecting users to HTTPS"));
        }
        return changes;
    }

    /** One line each: what users get; nothing if they get plain HTTP only. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!secrets.isEmpty()) {
            lines.add("serves HTTPS with the certificates of " + String.join(", ", secrets));
        }
        redirect.ifPresent(port -> lines.add("redirects users to HTTPS on port " + port));
        return lines;
    }
}
