package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a service is reached: {@code EndpointSpec}. */
final class Ports {
    private static final int MOST = 65535;

    private Ports() {}

    static Map<String, Object> endpoint(Fields service) {
        List<Fields> ports = new ArrayList<>();
        service.items("ports").forEach(port -> ports.add((Fields) port));
        ports.sort(Comparator.comparing(port -> published(port)));
        return new Body()
                .some("Mode", service.fields("deploy").text("endpoint_mode").map(mode -> mode.toLowerCase(Locale.ROOT)))
                .some("Ports", ports.stream().map(Ports::port).toList())
                .fields();
    }

    private static long published(Fields port) {
        return Numbers.whole(port, "published", 0, MOST).orElse(0L);
    }

    private static Map<String, Object> port(Fields port) {
        return new Body()
                .some("Protocol", port.text("protocol"))
                .some("TargetPort", Numbers.whole(port, "target", 0, MOST).orElse(0L))
                .some("PublishedPort", published(port))
                .some("PublishMode", port.text("mode"))
                .fields();
    }
}
