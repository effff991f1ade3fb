package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@link RouterUp} is asked for. What is empty stays as the router has it; a new router gets the default.
 *
 * @param frontend how users reach the router
 */
public record RouterOrder(
        Applications applications, Service service, Published published, Secrets secrets, Frontend.Given frontend) {
    /**
     * @param routed those to add, or to change
     * @param without those to remove from the router
     * @param accepted what may be lost by it
     */
    public record Applications(List<RoutedApplication> routed, Set<Application> without, Set<Loss> accepted) {
        public Applications {
            routed = List.copyOf(routed);
            without = Set.copyOf(without);
            accepted = Set.copyOf(accepted);
        }
    }

    /** What is refused unless it is said to be meant. */
    public enum Loss {
        /** Those that somebody has made in {@code haproxy.cfg}. */
        EDITS,
        /** Those of a live application that is removed from the router: they get an error. */
        USERS
    }

    /**
     * @param image with HAProxy, 2.6 or later, with the layout of the official one
     * @param network the overlay network that router and applications share
     * @param constraints which nodes run a replica
     */
    public record Service(Optional<String> image, Optional<String> network, List<String> constraints) {
        public static final Service DEFAULTS = new Service(Optional.empty(), Optional.empty(), List.of());

        public Service {
            constraints = List.copyOf(constraints);
        }
    }

    /** The ports on the nodes: for users, for tests of the candidate, and of the runtime API. */
    public record Published(Optional<Integer> service, Optional<Integer> preview, Optional<Integer> admin) {
        public static final Published DEFAULTS = new Published(Optional.empty(), Optional.empty(), Optional.empty());

        /** By container port. */
        static final Map<Integer, String> OPTIONS = Map.of(
                HaproxySettings.SERVICE_PORT, "--service-port",
                HaproxySettings.PREVIEW_PORT, "--preview-port",
                HaproxySettings.ADMIN_PORT, "--admin-port",
                UserTls.PORT, UserTls.PORT_OPTION,
                UserTls.REDIRECT_PORT, UserTls.REDIRECT_OPTION);

        /** Those that are given, by container port. */
        Map<Integer, Integer> given() {
            Map<Integer, Integer> given = new TreeMap<>();
            service.ifPresent(port -> given.put(HaproxySettings.SERVICE_PORT, port));
            preview.ifPresent(port -> given.put(HaproxySettings.PREVIEW_PORT, port));
            admin.ifPresent(port -> given.put(HaproxySettings.ADMIN_PORT, port));
            return given;
        }

        /** All three, by container port: those that are given, else those of a router, else the default ones. */
        Map<Integer, Integer> onto(Map<Integer, Integer> published) {
            Map<Integer, Integer> all = new TreeMap<>();
            for (int target :
                    List.of(HaproxySettings.SERVICE_PORT, HaproxySettings.PREVIEW_PORT, HaproxySettings.ADMIN_PORT)) {
                all.put(target, published.getOrDefault(target, target));
            }
            all.putAll(given());
            return all;
        }
    }

    /** Existing secrets to use: HAProxy's certificate with its key, and the authority that signs clients'. */
    public record Secrets(Optional<String> certificate, Optional<String> authority) {
        public static final Secrets DEFAULTS = new Secrets(Optional.empty(), Optional.empty());
    }

    /** An order for these applications, with nothing else given. */
    public static RouterOrder of(List<RoutedApplication> routed) {
        return new RouterOrder(
                new Applications(routed, Set.of(), Set.of()),
                Service.DEFAULTS,
                Published.DEFAULTS,
                Secrets.DEFAULTS,
                Frontend.Given.NOTHING);
    }
}
