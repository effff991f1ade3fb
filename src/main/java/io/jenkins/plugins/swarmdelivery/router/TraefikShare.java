package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which users get the candidate, as a condition in rules of Traefik. Labels cannot weight two services, and no middleware
 * of Traefik draws lots, so a byte of the user's address decides: the last one of an IPv4 address, and one that stays the same
 * within a user's network of an IPv6 address. Each of the 256 values has a rank, which depends on the candidate; those of the
 * lowest ranks are in the share. A growing percentage therefore takes nobody away from the candidate, and every replica
 * decides alike.
 */
final class TraefikShare {
    private static final int VALUES = 256;
    private static final int ALL = 100;
    /** Traefik keeps this header only of proxies that it trusts; then its first address is the user's. */
    private static final String FORWARDED = "X-Forwarded-For";
    /** Otherwise, Traefik itself writes the address that the connection comes from, before it looks at rules. */
    private static final String ADDRESS = "X-Real-Ip";

    private final Application application;
    private final Share share;

    TraefikShare(Application application, Share share) {
        this.application = application;
        this.share = share;
    }

    /** The condition for the candidate's routes, in parentheses. Testers choose a color as with HAProxy. */
    String candidate() {
        Color color = share.candidate().color();
        String others = "!" + wanted(color.other());
        return "(" + wanted(color) + " || " + others + (share.percent() == ALL ? "" : " && " + within()) + ")";
    }

    /** The condition for the routes of the active release: exactly the other requests. */
    String active() {
        return "!" + candidate();
    }

    private static String wanted(Color color) {
        String header = HttpProbe.COLOR_HEADER;
        return "(Header(`" + header + "`, `" + color + "`) || !HeaderRegexp(`" + header
                + "`, `.`) && HeaderRegexp(`Cookie`, " + "`(?:^|;) *swarm-color=" + color + " *(?:;|$)`))";
    }

    private String within() {
        String addresses = addresses(bytes());
        return "(HeaderRegexp(`" + FORWARDED + "`, " + addresses + ") || !HeaderRegexp(`" + FORWARDED
                + "`, `.`) && HeaderRegexp(`" + ADDRESS + "`, " + addresses + "))";
    }

    private List<Integer> bytes() {
        long number = Math.min(VALUES - 1, Math.round(share.percent() * VALUES / (double) ALL));
        return IntStream.range(0, VALUES)
                .boxed()
                .sorted(Comparator.comparing(this::rank))
                .limit(number)
                .sorted()
                .toList();
    }

    private String rank(int value) {
        byte[] text = (application + "/" + share.candidate() + "/" + value).getBytes(StandardCharsets.UTF_8);
        return Sha256.hex(text);
    }

    /** An IPv6 address counts by the low byte of its third group, which is the same in a whole network of 48 bits. */
    private static String addresses(List<Integer> bytes) {
        String last = joined(bytes.stream().map(String::valueOf));
        // Leading zeros of a group are not written.
        String third = joined(Stream.of(
                        hex(bytes, "(?:[0-9a-f]{0,2}0)?", value -> value < 16),
                        hex(bytes, "[0-9a-f]{0,2}", value -> value >= 16))
                .flatMap(Optional::stream));
        return "`(?i)^(?:[0-9]+[.][0-9]+[.][0-9]+[.]" + last + "(?:[^0-9]|$)|[0-9a-f]+:[0-9a-f]+:" + third + ":)`";
    }

    /** Those of the bytes that may have this before them. */
    private static Optional<String> hex(List<Integer> bytes, String before, IntPredicate which) {
        List<String> digits =
                bytes.stream().filter(which::test).map(Integer::toHexString).toList();
        return digits.isEmpty() ? Optional.empty() : Optional.of(before + joined(digits.stream()));
    }

    private static String joined(Stream<String> values) {
        return values.collect(Collectors.joining("|", "(?:", ")"));
    }
}
