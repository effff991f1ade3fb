package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The service of a router. Applied to the spec of a running service, it changes only what a router needs: other
 * secrets, ports and labels, for example for TLS, stay.
 *
 * @param image empty to keep the running one
 * @param place where it runs; what is empty stays
 * @param ports published ports to set, by container port; 0 to publish no more
 */
record RouterSpec(
        List<RoutedApplication> applications,
        Optional<String> image,
        Place place,
        Map<Integer, Integer> ports,
        References references) {
    static final String CFG_FILE = "/usr/local/etc/haproxy/haproxy.cfg";
    static final String CERTIFICATE_FILE = "router-cert.pem";
    static final String AUTHORITY_FILE = "router-ca.pem";
    /** While Docker waits this long for its next step, each replaced replica is proven. */
    static final Duration HELD = Duration.ofMinutes(10);

    private static final String[] CONTAINER = {"TaskTemplate", "ContainerSpec"};
    private static final Duration DELAY = Duration.ofSeconds(5);
    private static final Duration MONITOR = Duration.ofSeconds(5);
    private static final Duration GRACE_PERIOD = Duration.ofSeconds(35);
    private static final Duration RESTART_DELAY = Duration.ofSeconds(1);
    private static final int READABLE = 0444;
    private static final int OWNER_ONLY = 0400;
    private static final String ROOT = "0";
    /** HAProxy's own user, in the official image. */
    private static final String HAPROXY = "99";

    /** @param network empty to keep the running service's */
    record Place(Optional<Named> network, List<String> constraints) {}

    /**
     * What a replica gets as files; secrets that are empty stay as they are.
     *
     * @param users all certificates for users; others are taken away
     */
    record References(
            Named cfg, Named map, Optional<Named> certificate, Optional<Named> authority, UserSecrets users) {}

    /** The spec of a new service. */
    ServiceSpec create(String name) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("Name", name);
        Json.object(tree, "Mode", "Global");
        Json.object(tree, "EndpointSpec").put("Mode", "dnsrr");
        Map<String, Object> container = Json.object(tree, CONTAINER);
        container.put("CapabilityDrop", List.of("ALL"));
        container.put("StopSignal", "SIGUSR1");
        container.put("StopGracePeriod", GRACE_PERIOD.toNanos());
        Map<String, Object> restart = Json.object(tree, "TaskTemplate", "RestartPolicy");
        restart.put("Condition", "any");
        restart.put("Delay", RESTART_DELAY.toNanos());
        return on(paced(new ServiceSpec(tree), DELAY));
    }

    /** The running service's spec with what differs. */
    ServiceSpec on(ServiceSpec running) {
        ServiceSpec base = released(running);
        return base.edited(tree -> {
            tree.put("Labels", RouterLabels.with(base.labels(), applications));
            Map<String, Object> container = Json.object(tree, CONTAINER);
            image.ifPresent(name -> container.put("Image", name));
            file(container, "Config", references.cfg(), new Mount(CFG_FILE, ROOT, READABLE));
            file(container, "Config", references.map(), new Mount(HaproxyMap.FILE, ROOT, READABLE));
            secret(container, references.certificate(), CERTIFICATE_FILE);
            secret(container, references.authority(), AUTHORITY_FILE);
            certificates(container, references.users());
            place.network().ifPresent(network -> join(tree, running, network));
            if (!place.constraints().isEmpty()) {
                Json.object(tree, "TaskTemplate", "Placement").put("Constraints", place.constraints());
            }
            ports.forEach((target, published) -> publish(tree, target, published));
        });
    }

    /**
     * The running service's spec with other certificates.
     *
     * @param users certificates for users that were renewed; others stay as they are
     */
    static ServiceSpec withSecrets(
            ServiceSpec running, Named certificate, Named authority, List<UserTls.Certificate> users) {
        return released(running).edited(tree -> {
            Map<String, Object> container = Json.object(tree, CONTAINER);
            secret(container, Optional.of(certificate), CERTIFICATE_FILE);
            secret(container, Optional.of(authority), AUTHORITY_FILE);
            users.forEach(each -> secret(container, Optional.of(each.secret()), UserTls.file(each.name())));
        });
    }

    /**
     * An update config of an administrator's stays. After an update that was interrupted, it comes back or, if it is not
     * known, becomes the default.
     */
    static ServiceSpec released(ServiceSpec spec) {
        if (!isHeld(spec)) {
            return spec;
        }
        Map<String, String> labels = new LinkedHashMap<>(spec.labels());
        labels.keySet().removeAll(RouterLabels.OF_ROLLOUT);
        return KeptUpdateConfig.restored(spec)
                .orElseGet(() -> paced(spec, DELAY))
                .withLabels(labels);
    }

    /** The same with fresh replicas. */
    static ServiceSpec again(ServiceSpec spec) {
        return spec.edited(tree -> Json.object(tree, "TaskTemplate")
                .merge("ForceUpdate", 1L, (count, one) -> ((Number) count).longValue() + 1));
    }

    /** Docker brings replicas back to this spec by itself, one by one, and otherwise as its update config says. */
    static ServiceSpec restored(ServiceSpec spec) {
        return released(spec).edited(RouterSpec::oneByOne);
    }

    /** Docker replaces one replica, and then waits; another step makes it replace the next one. */
    static ServiceSpec held(ServiceSpec spec, int step) {
        return paced(spec, HELD.plusNanos(step));
    }

    /** The spec is that of an update that has not ended, or was interrupted. */
    static boolean isHeld(ServiceSpec spec) {
        return spec.labels().containsKey(RouterLabels.ROLLOUT);
    }

    private static ServiceSpec paced(ServiceSpec spec, Duration delay) {
        return spec.edited(tree -> {
            Map<String, Object> update = oneByOne(tree);
            update.put("Delay", delay.toNanos());
            update.put("Monitor", MONITOR.toNanos());
            update.put("FailureAction", "pause");
        });
    }

    private static Map<String, Object> oneByOne(Map<String, Object> tree) {
        Map<String, Object> update = Json.object(tree, "UpdateConfig");
        update.put("Parallelism", 1);
        // Two replicas cannot have the same port of a node.
        update.put("Order", "stop-first");
        return update;
    }

    /** Whether two specs differ in more than labels, which deliveries write. */
    static boolean differs(ServiceSpec one, ServiceSpec other) {
        return !Json.fingerprint(one.withLabels(Map.of()).tree())
                .equals(Json.fingerprint(other.withLabels(Map.of()).tree()));
    }

    /** Whether replicas must be replaced to get from one spec to the other; placement alone stops or starts some. */
    static boolean replaces(ServiceSpec from, ServiceSpec to) {
        return !Json.fingerprint(ofTasks(from)).equals(Json.fingerprint(ofTasks(to)));
    }

    private static Map<String, Object> ofTasks(ServiceSpec spec) {
        Map<String, Object> copy = Json.copy(spec.tree());
        Json.object(copy, "TaskTemplate").remove("Placement");
        copy.keySet().retainAll(List.of("TaskTemplate", "EndpointSpec"));
        return copy;
    }

    private record Mount(String file, String user, int mode) {
        Map<String, Object> tree() {
            return new LinkedHashMap<>(Map.of("Name", file, "UID", user, "GID", user, "Mode", mode));
        }
    }

    private static void secret(Map<String, Object> container, Optional<Named> secret, String file) {
        secret.ifPresent(named -> file(container, "Secret", named, new Mount(file, HAPROXY, OWNER_ONLY)));
    }

    private static void certificates(Map<String, Object> container, UserSecrets users) {
        List<Object> kept = new ArrayList<>(Json.list(container, "Secrets"));
        if (kept.removeIf(users::isObsolete)) {
            container.put("Secrets", kept);
        }
        users.certificates().forEach(each -> secret(container, Optional.of(each.secret()), UserTls.file(each.name())));
    }

    /** A reference of the same object stays as it is. */
    private static void file(Map<String, Object> container, String kind, Named object, Mount mount) {
        List<Object> all = new ArrayList<>(Json.list(container, kind + "s"));
        Optional<Object> former = reference(all, mount.file());
        if (former.flatMap(each -> Json.text(each, kind + "Name"))
                .filter(object.name()::equals)
                .isPresent()) {
            return;
        }
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("File", mount.tree());
        reference.put(kind + "ID", object.id());
        reference.put(kind + "Name", object.name());
        former.ifPresentOrElse(each -> all.set(all.indexOf(each), reference), () -> all.add(reference));
        container.put(kind + "s", all);
    }

    /** The name of the config or secret that a replica gets as a file. */
    static Optional<String> referenced(ServiceSpec spec, String kind, String file) {
        return reference(Json.list(spec.tree(), "TaskTemplate", "ContainerSpec", kind + "s"), file)
                .flatMap(each -> Json.text(each, kind + "Name"));
    }

    /** The {@code haproxy.cfg} of a router; empty if Docker does not have it any more. */
    static Optional<String> cfg(Swarm swarm, ServiceSpec spec) {
        return referenced(spec, "Config", CFG_FILE)
                .flatMap(swarm::configData)
                .map(data -> new String(Base64.getDecoder().decode(data), StandardCharsets.UTF_8));
    }

    private static Optional<Object> reference(List<Object> references, String file) {
        return references.stream()
                .filter(each ->
                        Json.text(each, "File", "Name").filter(file::equals).isPresent())
                .findFirst();
    }

    private static void join(Map<String, Object> tree, ServiceSpec running, Named network) {
        boolean joined = running.networks().stream()
                .map(each -> Json.text(each, "Target").orElse(""))
                .anyMatch(target -> target.equals(network.id()) || target.equals(network.name()));
        if (!joined) {
            List<Object> networks = new ArrayList<>(running.networks());
            networks.add(Map.of("Target", network.id()));
            Json.object(tree, "TaskTemplate").put("Networks", networks);
        }
    }

    /** Whether it is a published TCP port, as all of a router are. */
    static boolean isTcp(Object port) {
        return Json.text(port, "Protocol").orElse("tcp").equals("tcp");
    }

    private static void publish(Map<String, Object> tree, int target, int published) {
        List<Object> ports = new ArrayList<>(Json.list(tree, "EndpointSpec", "Ports"));
        Optional<Object> former = ports.stream()
                .filter(each -> isTcp(each) && Json.number(each, "TargetPort").orElse(0L) == target)
                .findFirst();
        if (former.flatMap(each -> Json.number(each, "PublishedPort")).orElse(0L) == published) {
            return;
        }
        if (published == 0) {
            former.ifPresent(ports::remove);
            Json.object(tree, "EndpointSpec").put("Ports", ports);
            return;
        }
        Map<String, Object> port = new LinkedHashMap<>();
        port.put("Protocol", "tcp");
        port.put("TargetPort", target);
        port.put("PublishedPort", published);
        port.put("PublishMode", "host");
        former.ifPresentOrElse(each -> ports.set(ports.indexOf(each), port), () -> ports.add(port));
        Json.object(tree, "EndpointSpec").put("Ports", ports);
    }
}
