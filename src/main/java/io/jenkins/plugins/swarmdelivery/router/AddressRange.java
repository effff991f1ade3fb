package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An IP address or a network in CIDR notation, e.g. {@code 10.0.0.5}, {@code 10.1.0.0/16}, {@code 2001:db8::/32}. Not a
 * host name: HAProxy would look it up once, and trust whoever has it then.
 */
record AddressRange(String text) {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern WRITTEN = Pattern.compile("([0-9A-Fa-f.:]+)(?:/([0-9]{1,3}))?");
    private static final int IPV4_BITS = 32;
    private static final int IPV6_BITS = 128;

    /**
     * @param option where it was written
     * @throws RefusedException if it is none, or is everybody's
     */
    static AddressRange parse(String option, String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches() || !isAddress(written.group(1)) || !fits(written.group(1), written.group(2))) {
            throw new RefusedException(
                    option, text, "write an IP address or a network, e.g. 10.0.0.5, 10.1.0.0/16 or 2001:db8::/32");
        }
        if (written.group(2) != null && Integer.parseInt(written.group(2)) == 0) {
            throw new RefusedException(option, text, "that is everybody; name the addresses of your proxies");
        }
        return new AddressRange(text);
    }

    private static boolean isAddress(String address) {
        try {
            // With a colon, Java asks no DNS.
            return IPV4.matcher(address).matches() || address.contains(":") && InetAddress.getByName(address) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean fits(String address, String bits) {
        return bits == null || Integer.parseInt(bits) <= (address.contains(":") ? IPV6_BITS : IPV4_BITS);
    }

    @Override
    public String toString() {
        return text;
    }
}
