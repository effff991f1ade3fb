package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.net.URI;
import java.util.Optional;

/**
 * An address of an application. The URL names the application as users do, so that the router's own rules match. Its
 * host name need not resolve to the router everywhere; where it does not, {@code at} names the host.
 *
 * @param url {@code http} or {@code https}; without a slash at its end if it is the base for {@link #to}
 * @param at the host to connect to, on the URL's port; empty: whatever the URL's own host name resolves to
 */
public record Address(URI url, Optional<String> at) {
    /** @throws IllegalArgumentException if the URL names no host */
    public Address {
        if (url.getHost() == null) {
            throw new IllegalArgumentException(url + " names no host");
        }
    }

    /** The address of a URL whose own host name leads to the application. */
    public static Address of(URI url) {
        return new Address(withoutSlash(url), Optional.empty());
    }

    /** The address of a URL whose host is reached at another one. */
    public static Address named(URI url, String at) {
        return new Address(withoutSlash(url), Optional.of(at));
    }

    private static URI withoutSlash(URI url) {
        return URI.create(url.toString().replaceFirst("/+$", ""));
    }

    /**
     * The address of a path below this one. It is built from the URL's parts, so that no path can change the host.
     *
     * @param pathAndQuery begins with one slash, like the probe path of a delivery
     */
    public Address to(String pathAndQuery) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return new Address(URI.create(url.getScheme() + "://" + url.getRawAuthority() + path + pathAndQuery), at);
    }

    /** The host name of the application, without a port. */
    public String host() {
        return url.getHost();
    }

    /** The host to connect to, an IPv6 address without brackets. */
    public String connectTo() {
        return Hosts.plain(at.orElse(url.getHost()));
    }

    /**
     * The argument of {@code curl --connect-to}, for any port; {@code :::}, which changes nothing, if the URL's own
     * host name will do.
     */
    public String connectOption() {
        return at.map(to -> host() + "::" + Hosts.inUrl(to) + ":").orElse(":::");
    }

    @Override
    public String toString() {
        return url + at.map(host -> " at " + host).orElse("");
    }
}
