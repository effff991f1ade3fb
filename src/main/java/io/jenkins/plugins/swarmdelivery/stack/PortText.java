package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converts a port from the short form, {@code [address:][published:]target[/protocol]} with ranges, to the long form.
 */
final class PortText {
    private static final String REMEDY = "write PUBLISHED:TARGET, e.g. 8080:80, 53:53/udp or 8000-8002:80-82";
    private static final Pattern FORM =
            Pattern.compile("(?:(?:(.*):)?([0-9]*(?:-[0-9]+)?):)?([0-9]+(?:-[0-9]+)?)(?:/(.*))?");
    private static final Pattern ADDRESS =
            Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");

    private record Range(int from, int to) {
        int size() {
            return to - from + 1;
        }
    }

    private final Scalar written;

    private PortText(Scalar written) {
        this.written = written;
    }

    /** Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} if it is malformed. */
    static List<Fields> parse(Scalar written, Consumer<String> notes) {
        return new PortText(written).ports(notes);
    }

    private List<Fields> ports(Consumer<String> notes) {
        Matcher form = FORM.matcher(written.text());
        if (written.text().length() > 200 || !form.matches()) {
            throw written.place().wrong(written.text(), REMEDY);
        }
        String address = form.group(1);
        if (address != null && !address.isEmpty()) {
            address(address, notes);
        }
        String protocol = form.group(4) == null || form.group(4).isEmpty()
                ? "tcp"
                : form.group(4).toLowerCase(Locale.ROOT);
        if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
            throw written.place().wrong(written.text(), "the protocol must be tcp, udp or sctp");
        }
        Range target = range(form.group(3));
        boolean published = form.group(2) != null && !form.group(2).isEmpty();
        Range range = published ? range(form.group(2)) : new Range(0, 0);
        if (published && target.size() != range.size() && target.size() != 1) {
            throw written.place().wrong(written.text(), "both ranges must have the same length");
        }
        List<Fields> ports = new ArrayList<>();
        for (int i = 0; i < Math.max(target.size(), range.size()); i++) {
            int inside = target.size() == 1 ? target.from() : target.from() + i;
            ports.add(port(inside, published ? range.from() + i : 0, protocol));
        }
        // In Docker's order, which sorts targets as texts: 10 before 9.
        ports.sort(Comparator.comparing(port -> port.text("target").orElse("") + "/" + protocol));
        return ports;
    }

    private void address(String address, Consumer<String> notes) {
        if (!ADDRESS.matcher(address).matches()) {
            throw written.place().wrong(written.text(), REMEDY);
        }
        if (!List.of("0.0.0.0", "::", "[::]").contains(address)) {
            notes.accept(written.place().line("the address is ignored; Swarm publishes a port on all addresses"));
        }
    }

    private Range range(String text) {
        String[] ends = text.split("-", -1);
        int from = port(ends[0]);
        int to = ends.length == 1 ? from : port(ends[1]);
        if (to < from) {
            throw written.place().wrong(written.text(), "the range ends before it begins");
        }
        return new Range(from, to);
    }

    private int port(String text) {
        if (text.isEmpty() || text.length() > 9 || Integer.parseInt(text) > 65535) {
            throw written.place().wrong(written.text(), "a port must be a number from 0 to 65535");
        }
        return Integer.parseInt(text);
    }

    private Fields port(int target, int published, String protocol) {
        Place place = written.place();
        Map<String, Value> port = new LinkedHashMap<>();
        port.put("target", new Scalar(place, Kind.INTEGER, String.valueOf(target)));
        port.put("published", new Scalar(place, Kind.INTEGER, String.valueOf(published)));
        port.put("protocol", Value.text(place, protocol));
        port.put("mode", Value.text(place, "ingress"));
        return new Fields(place, port);
    }
}
