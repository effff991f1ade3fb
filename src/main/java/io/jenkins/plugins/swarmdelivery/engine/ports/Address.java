package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.net.URI;
import java.util.Optional;

/**
 * One way to an application. Its URL names the application as users do, so that the router's own rules lead there; the
 * name need not lead to the router from everywhere, and where it does not, {@code at} does.
 *
 * @param url {@code http} or {@code https}; as a place to ask below, it ends in no slash
 * @param at the host to connect to, on the URL's port; empty: whatever the URL's own host name resolves to
 */
public record Address(URI url, Optional<String> at) {
    /** @throws IllegalArgumentException if the URL names no host */
    public Address {
        if (url.getHost() == null) {
            throw new IllegalArgumentException(url + " names no host");
        }
    }

    /** A URL that leads there by itself. */
    public static Address of(URI url) {
        return new Address(withoutSlash(url), Optional.empty());
    }

    /** A host that is called by another name. */
    public static Address named(URI url, String at) {
        return new Address(withoutSlash(url), Optional.of(at));
    }

    private static URI withoutSlash(URI url) {
        return URI.create(url.toString().replaceFirst("/+$", ""));
    }

    /**
     * A place below it. Put together of its parts: no path makes another host of it.
     *
     * @param pathAndQuery as the probe path of a delivery may be
     */
    public Address to(String pathAndQuery) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return new Address(URI.create(url.getScheme() + "://" + url.getRawAuthority() + path + pathAndQuery), at);
    }

    /** The name by which the application is called, without a port. */
    public String host() {
        return url.getHost();
    }

    /** Whom to connect to. */
    public String connectTo() {
        return at.orElse(url.getHost());
    }

    /** What {@code curl --connect-to} takes, for any port; where the URL's own name will do, it changes nothing. */
    public String connectOption() {
        return at.map(to -> host() + "::" + (to.contains(":") && !to.startsWith("[") ? "[" + to + "]" : to) + ":")
                .orElse(":::");
    }

    @Override
    public String toString() {
        return url + at.map(host -> " at " + host).orElse("");
    }
}
