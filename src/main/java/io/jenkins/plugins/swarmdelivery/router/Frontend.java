package io.jenkins.plugins.swarmdelivery.router;

import java.util.List;
import java.util.stream.Stream;

/**
 * How users reach the router.
 *
 * @param edge the proxies in front of it
 * @param tls its own HTTPS
 */
public record Frontend(EdgeProxies edge, UserTls tls) {
    /** Users reach it directly, over plain HTTP. */
    public static final Frontend PLAIN = new Frontend(EdgeProxies.NONE, UserTls.NONE);

    /** What options say; what they leave out stays as it is. */
    public record Given(EdgeProxies.Given edge, UserTls.Given tls) {
        public static final Given NOTHING = new Given(EdgeProxies.Given.NOTHING, UserTls.Given.NOTHING);
    }

    /** Behind these proxies, over plain HTTP. */
    public static Frontend behind(EdgeProxies edge) {
        return new Frontend(edge, UserTls.NONE);
    }

    /** Reads it from a {@code haproxy.cfg}. */
    static Frontend read(String cfg) {
        return new Frontend(EdgeProxies.read(cfg).orElse(EdgeProxies.NONE), UserTls.read(cfg));
    }

    /** One line each: what this changes of a former one. */
    List<String> changes(Frontend former) {
        return Stream.concat(tls.changes(former.tls).stream(), edge.changes(former.edge).stream())
                .toList();
    }

    /** One line each: what a running router does. */
    static List<String> lines(String cfg) {
        return Stream.concat(UserTls.read(cfg).lines().stream(), EdgeProxies.believed(cfg).stream())
                .toList();
    }
}
