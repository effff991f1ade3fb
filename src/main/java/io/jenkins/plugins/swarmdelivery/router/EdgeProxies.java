package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The proxies in front of the router, and what it believes them. They stand in {@code haproxy.cfg}, and are read back
 * from there.
 *
 * @param trusted those whose {@code X-Forwarded-*} headers count
 * @param proxyProtocol those that begin each connection with a header of the PROXY protocol
 */
public record EdgeProxies(List<AddressRange> trusted, List<AddressRange> proxyProtocol) {
    /** Users reach the router directly. */
    public static final EdgeProxies NONE = new EdgeProxies(List.of(), List.of());

    public static final String TRUSTED_OPTION = "--trusted-proxy";
    public static final String PROTOCOL_OPTION = "--proxy-protocol";
    /** As the only value of an option: no proxy. */
    private static final String NOBODY = "none";

    private static final String TRUSTED_ACL = "trusted_proxy";
    private static final String PROTOCOL_ACL = "proxy_protocol";
    /** HAProxy reads at most 64 words per line, and 2,048 characters. */
    private static final int MAX_PER_LINE = 20;

    private static final String FROM_TRUSTED = "{ var(sess.trusted) -m found }";
    private static final String DELETE = "    http-request del-header ";
    private static final String DELETE_FORGED = DELETE + "X-Forwarded- -m beg";

    public EdgeProxies {
        trusted = List.copyOf(trusted);
        proxyProtocol = List.copyOf(proxyProtocol);
    }

    /** What options say: addresses and networks, or {@code none}. An option that is not given keeps what was there. */
    public record Given(List<String> trusted, List<String> proxyProtocol) {
        public static final Given NOTHING = new Given(List.of(), List.of());

        public Given {
            trusted = List.copyOf(trusted);
            proxyProtocol = List.copyOf(proxyProtocol);
        }

        /** @throws RefusedException if a value is not an address */
        public EdgeProxies onto(EdgeProxies former) {
            return new EdgeProxies(
                    trusted.isEmpty() ? former.trusted : parse(TRUSTED_OPTION, trusted),
                    proxyProtocol.isEmpty() ? former.proxyProtocol : parse(PROTOCOL_OPTION, proxyProtocol));
        }

        private static List<AddressRange> parse(String option, List<String> texts) {
            if (texts.equals(List.of(NOBODY))) {
                return List.of();
            }
            return texts.stream()
                    .map(text -> AddressRange.parse(option, text))
                    .distinct()
                    .toList();
        }
    }

    /** Reads them from a {@code haproxy.cfg}; empty if it is of a version that passed on what users say of themselves. */
    static Optional<EdgeProxies> read(String cfg) {
        return cfg.contains(DELETE_FORGED)
                ? Optional.of(new EdgeProxies(addresses(TRUSTED_ACL, cfg), addresses(PROTOCOL_ACL, cfg)))
                : Optional.empty();
    }

    private static List<AddressRange> addresses(String acl, String cfg) {
        return Pattern.compile("(?m)^ *acl " + acl + " src (.+)$")
                .matcher(cfg)
                .results()
                .map(line -> line.group(1).strip())
                .flatMap(line -> Stream.of(line.split(" +")))
                .distinct()
                .map(AddressRange::new)
                .toList();
    }

    /** The rules of a frontend for connections from proxies; lines, or nothing. */
    String connection() {
        List<String> lines = new ArrayList<>(acl(PROTOCOL_ACL, proxyProtocol));
        if (!proxyProtocol.isEmpty()) {
            lines.add("    tcp-request connection expect-proxy layer4 if " + PROTOCOL_ACL);
        }
        return text(lines);
    }

    private static String text(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** The rules of the frontend for users. */
    String rules() {
        List<String> lines = new ArrayList<>(acl(TRUSTED_ACL, trusted));
        if (!trusted.isEmpty()) {
            // Before the PROXY protocol names the user, src is the proxy.
            lines.add("    tcp-request connection set-var(sess.trusted) bool(true) if " + TRUSTED_ACL);
        }
        String connection = text(lines) + connection();
        lines.clear();
        String forged = trusted.isEmpty() ? "" : " unless " + FROM_TRUSTED;
        lines.add(
                "    # What requests say of their users counts only from proxies that are trusted: others could forge it.");
        lines.add(DELETE_FORGED + forged);
        lines.add(DELETE + "Forwarded" + forged);
        lines.add(DELETE + "X-Real-IP" + forged);
        lines.add("    http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]"
                + (trusted.isEmpty() ? "" : " unless { req.hdr(X-Forwarded-Proto) -m found }"));
        if (!trusted.isEmpty()) {
            lines.add(
                    "    # The user is the last address that is not a trusted proxy's; what stands before it was sent by"
                            + " the user.");
            lines.add("    http-request set-src req.hdr_ip(X-Forwarded-For,-1) if " + FROM_TRUSTED);
            lines.add(further(-1));
            lines.add(further(-2));
            lines.add(DELETE + "X-Forwarded-For");
        }
        return connection + text(lines);
    }

    /** One step further along the proxies; not past something that is no address. */
    private static String further(int hop) {
        return "    http-request set-src req.hdr_ip(X-Forwarded-For," + (hop - 1) + ") if " + FROM_TRUSTED
                + " { req.hdr_ip(X-Forwarded-For," + hop + ") -m found } " + TRUSTED_ACL;
    }

    private static List<String> acl(String name, List<AddressRange> addresses) {
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < addresses.size(); from += MAX_PER_LINE) {
            List<AddressRange> some = addresses.subList(from, Math.min(addresses.size(), from + MAX_PER_LINE));
            lines.add("    acl " + name + " src " + text(some, " "));
        }
        return lines;
    }

    /** One line each: whom a running router believes. */
    static List<String> believed(String cfg) {
        return read(cfg)
                .map(EdgeProxies::believed)
                .orElse(List.of(
                        "passes on the X-Forwarded-* headers of everybody; run router up with " + TRUSTED_OPTION));
    }

    private List<String> believed() {
        List<String> lines = new ArrayList<>(List.of("trusts X-Forwarded-* headers of " + names(trusted)));
        if (!proxyProtocol.isEmpty()) {
            lines.add("expects the PROXY protocol from " + names(proxyProtocol));
        }
        return lines;
    }

    /** One line each: what these change of former ones. */
    List<String> changes(EdgeProxies former) {
        List<String> changes = new ArrayList<>();
        if (!trusted.equals(former.trusted)) {
            changes.add("trust X-Forwarded-* headers of " + names(trusted));
        }
        if (!proxyProtocol.equals(former.proxyProtocol)) {
            changes.add("expect the PROXY protocol from " + names(proxyProtocol));
        }
        return changes;
    }

    private static String names(List<AddressRange> addresses) {
        return addresses.isEmpty() ? "nobody" : text(addresses, ", ");
    }

    private static String text(List<AddressRange> addresses, String separator) {
        return addresses.stream().map(AddressRange::text).collect(Collectors.joining(separator));
    }
}
