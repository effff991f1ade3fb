package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Host names and IP addresses, as URLs and settings have them. */
public final class Hosts {
    private static final Pattern LINK_LOCAL = Pattern.compile("fe[89ab][0-9a-f]:.*");
    private static final Pattern WITHOUT_BRACKETS =
            Pattern.compile("[a-z]+://[^/?#@\\[]*:[^/?#@\\[]*:[^/?#@\\[]*(?:[/?#].*)?");

    private Hosts() {}

    /** The host as part of a URL, or before a port: an IPv6 address in brackets. */
    public static String inUrl(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** The host by itself: an IPv6 address without brackets. */
    public static String plain(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Why nobody can connect to a host from another network, with the remedy; empty: it is no link-local address. */
    public static Optional<String> linkLocal(String host) {
        String address = plain(host).toLowerCase(Locale.ROOT);
        return LINK_LOCAL.matcher(address).matches()
                ? Optional.of(plain(host) + " is a link-local address, which leads to another machine from each network"
                        + " interface; use a host name, or an address such as fd00::1 or 2001:db8::1")
                : Optional.empty();
    }

    /** A remedy for the form of an address, with one for IPv6 if it has such an address without brackets. */
    public static String remedy(String address, String remedy) {
        return WITHOUT_BRACKETS.matcher(address).matches()
                ? remedy + "; put an IPv6 address in brackets, e.g. [fd00::1]"
                : remedy;
    }
}
