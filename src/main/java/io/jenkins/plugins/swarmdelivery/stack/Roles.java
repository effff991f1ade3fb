package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.stack.StackService.Part;
import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Determines the role of a service, from its labels, else from its other fields. */
final class Roles {
    private static final String PREFIX = "swarm-delivery.";
    static final String ROLE = PREFIX + "role";
    private static final String START = PREFIX + "start";
    private static final Map<String, String> CONDITIONS = Map.of(
            "service_started", "started", "service_healthy", "healthy", "service_completed_successfully", "completed");

    private final Fields service;
    private final Fields labels;
    private final List<Route> routes;
    private final int traefiks;
    private final RoutedBy routed;

    private Roles(Fields service, RoutedBy routed) {
        this.service = service;
        this.labels = service.fields("deploy").fields("labels");
        known();
        this.routes = RouteLabels.read(labels);
        this.traefiks = RouteLabels.routersOfTraefik(labels);
        this.routed = routed;
    }

    /**
     * Throws {@link io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException} if one of our labels is invalid.
     */
    static StackService of(String name, Fields service, RoutedBy routed) {
        Roles roles = new Roles(service, routed);
        Part part = roles.part();
        return new StackService(name, service.text("image").orElse(""), part, roles.routes, roles.dependencies(name));
    }

    private void known() {
        labels.values().forEach((label, value) -> {
            boolean ours = label.startsWith(PREFIX) && !label.startsWith(RouteLabels.PREFIX);
            if (ours && !label.equals(ROLE) && !label.equals(START)) {
                List<String> known = List.of(ROLE, START, RouteLabels.PREFIX + "port");
                String all = "known labels: " + String.join(", ", known);
                throw value.place().wrong(label, "no such label; " + Guess.question(label, known, all));
            }
        });
    }

    private Part part() {
        String mode = service.fields("deploy").text("mode").orElse("");
        Optional<Role> wanted = wanted();
        boolean endsItself = mode.endsWith("-job");
        Role role = wanted.orElse(defaultRole(endsItself));
        contradictions(role, endsItself, mode);
        boolean atSwitch = atSwitch(role);
        return new Part(role, wanted.isPresent() ? "label " + ROLE : reason(role, mode), atSwitch);
    }

    private Role defaultRole(boolean endsItself) {
        if (!routes.isEmpty()) {
            return Role.ROUTED;
        }
        if (endsItself) {
            return Role.JOB;
        }
        if (keeps().isPresent()) {
            // Behind Traefik too: the labels of a shared service stay as they are.
            return Role.SHARED;
        }
        return traefiks > 0 && routed == RoutedBy.ROUTES_AND_TRAEFIK ? Role.ROUTED : Role.COLORED;
    }

    private String reason(Role role, String mode) {
        return switch (role) {
            case ROUTED -> routes.isEmpty() ? has(traefiks, "router") + " of Traefik" : has(routes.size(), "route");
            case JOB -> "deploy.mode is " + mode;
            case SHARED -> keeps().orElseThrow();
            case COLORED ->
                traefiks > 0
                        ? "has no route: its routers of Traefik count only on a cluster with Traefik"
                        : "has neither a route nor a writable volume";
        };
    }

    private static String has(int number, String what) {
        return number == 1 ? "has a " + what : "has " + number + " " + what + "s";
    }

    private Optional<Role> wanted() {
        return labels.text(ROLE).map(word -> {
            for (Role role : List.of(Role.COLORED, Role.SHARED, Role.JOB)) {
                if (role.word().equals(word)) {
                    return role;
                }
            }
            throw labels.get(ROLE).place().wrong(word, "write colored, shared or job; a route makes a service routed");
        });
    }

    private void contradictions(Role role, boolean endsItself, String mode) {
        if (!routes.isEmpty() && role != Role.ROUTED) {
            throw labels.get(ROLE)
                    .place()
                    .wrong(role.word(), "a service with a route is routed; remove this or the route");
        }
        if (endsItself && role != Role.JOB) {
            throw service.fields("deploy")
                    .get("mode")
                    .place()
                    .wrong(
                            mode,
                            "this mode makes the service a job, but its labels make it " + role.word()
                                    + "; write mode: replicated, or remove route and role");
        }
    }

    private boolean atSwitch(Role role) {
        Optional<String> start = labels.text(START);
        if (start.isPresent() && !start.get().equals("at-switch")) {
            throw labels.get(START).place().wrong(start.get(), "write at-switch, or remove the label");
        }
        if (start.isPresent() && role != Role.COLORED) {
            throw labels.get(START)
                    .place()
                    .wrong(start.get(), "only a colored service can wait for the switch; this one is " + role.word());
        }
        String mode = service.fields("deploy").text("mode").orElse("replicated");
        if (start.isPresent() && !mode.equals("replicated")) {
            throw labels.get(START).place().wrong(start.get(), "only a replicated service can wait for the switch");
        }
        return start.isPresent();
    }

    /** What two instances of the service would both write to. */
    private Optional<String> keeps() {
        for (Value item : service.items("volumes")) {
            Fields mount = (Fields) item;
            String type = mount.text("type").orElse("volume");
            if (!mount.flag("read_only") && !type.equals("tmpfs") && !type.equals("image")) {
                String what = mount.text("source").orElse(mount.text("target").orElse(""));
                return Optional.of("writes to " + (type.equals("volume") ? "volume " : "") + what);
            }
        }
        return Optional.empty();
    }

    private Map<String, String> dependencies(String name) {
        Map<String, String> dependencies = new LinkedHashMap<>();
        service.fields("depends_on").values().forEach((other, value) -> {
            String written = ((Fields) value).text("condition").orElse("service_started");
            String condition = CONDITIONS.get(written);
            if (condition == null) {
                Scalar scalar = (Scalar) ((Fields) value).get("condition");
                throw scalar.place()
                        .wrong(written, "write service_started, service_healthy or service_completed_successfully");
            }
            if (other.equals(name)) {
                throw value.place().wrong(other, "a service cannot depend on itself; remove it");
            }
            dependencies.put(other, condition);
        });
        return dependencies;
    }
}
