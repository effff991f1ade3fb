package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the wanted service of a router differs from the running one, beside its applications; for people.
 *
 * @param network that it is to be on; empty if that stays
 */
record RouterDifferences(ServiceSpec now, ServiceSpec wanted, Optional<Named> network) {
    private static final Map<Integer, String> USES = Map.of(
            HaproxySettings.SERVICE_PORT,
            "users",
            HaproxySettings.PREVIEW_PORT,
            "tests of the candidate",
            HaproxySettings.ADMIN_PORT,
            "the runtime API",
            UserTls.PORT,
            "users over HTTPS",
            UserTls.REDIRECT_PORT,
            "redirects to HTTPS");

    /** One line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        Set<String> stale = RouterLabels.unlisted(now.labels());
        if (!stale.isEmpty()) {
            lines.add("remove the stale routes of " + String.join(", ", stale));
        }
        change(lines, "image", now.image(), wanted.image());
        Map<Integer, String> before = ports(now);
        Map<Integer, String> after = ports(wanted);
        Set<Integer> targets = new TreeSet<>(before.keySet());
        targets.addAll(after.keySet());
        targets.forEach(target -> change(
                lines,
                "port for " + USES.get(target),
                before.getOrDefault(target, "none"),
                after.getOrDefault(target, "none")));
        change(lines, "constraints", constraints(now), constraints(wanted));
        network.filter(named -> wanted.networks().size() > now.networks().size())
                .ifPresent(named -> lines.add("join network " + named.name()));
        change(
                lines,
                "secret with HAProxy's certificate",
                secret(now, RouterSpec.CERTIFICATE_FILE),
                secret(wanted, RouterSpec.CERTIFICATE_FILE));
        change(
                lines,
                "secret with the authority of clients",
                secret(now, RouterSpec.AUTHORITY_FILE),
                secret(wanted, RouterSpec.AUTHORITY_FILE));
        renewals(lines);
        if (RouterSpec.isHeld(now)) {
            lines.add("finish an update that was interrupted, and "
                    + (KeptUpdateConfig.restored(now).isPresent()
                            ? "restore the former update config"
                            : "set the default update config"));
        }
        return lines;
    }

    /** Which certificates come and go is told elsewhere. */
    private void renewals(List<String> lines) {
        for (Object reference : Json.list(wanted.tree(), "TaskTemplate", "ContainerSpec", "Secrets")) {
            String file = Json.text(reference, "File", "Name").orElse("");
            if (UserTls.isFile(file)
                    && RouterSpec.referenced(now, "Secret", file).isPresent()) {
                change(lines, "secret with the certificate " + file, secret(now, file), secret(wanted, file));
            }
        }
    }

    private static void change(List<String> lines, String what, String from, String to) {
        if (!from.equals(to)) {
            lines.add("change the " + what + " from " + from + " to " + to);
        }
    }

    private static Map<Integer, String> ports(ServiceSpec spec) {
        Map<Integer, String> ports = new TreeMap<>();
        OrderChecks.published(spec).forEach((target, port) -> {
            if (USES.containsKey(target)) {
                ports.put(target, port.toString());
            }
        });
        return ports;
    }

    private static String constraints(ServiceSpec spec) {
        return spec.constraints().isEmpty() ? "none" : String.join(", ", spec.constraints());
    }

    private static String secret(ServiceSpec spec, String file) {
        return RouterSpec.referenced(spec, "Secret", file).orElse("none");
    }
}
