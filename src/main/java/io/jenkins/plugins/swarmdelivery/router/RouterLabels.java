package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The labels of the router's service that say what it was set up for. The routes that deliveries write beside them stay
 * as they are.
 */
final class RouterLabels {
    /** The applications as options of {@code router up}, separated by spaces. */
    static final String APPLICATIONS = "swarm-delivery.apps";

    /** While replicas are replaced: until when at the latest the next one is waited for, as an instant in UTC. */
    static final String ROLLOUT = "swarm-delivery.rollout";

    /** Who replaces them: a word of its own for each command. */
    static final String HOLDER = "swarm-delivery.rollout.holder";

    /** The update config to restore afterwards, as JSON. */
    static final String UPDATE_CONFIG = "swarm-delivery.rollout.update-config";

    /** Those that are there only while replicas are replaced. */
    static final List<String> OF_ROLLOUT = List.of(ROLLOUT, HOLDER, UPDATE_CONFIG);

    private RouterLabels() {}

    /** Until when routes are not to be changed; empty if they may be. */
    static Optional<Instant> rollout(Map<String, String> labels) {
        try {
            return Optional.ofNullable(labels.get(ROLLOUT)).map(Instant::parse);
        } catch (DateTimeParseException e) {
            // Somebody has edited it.
            return Optional.empty();
        }
    }

    /**
     * Requires that no replicas are being replaced: a write makes Docker replace the next one, whether or not the last one
     * serves.
     *
     * @throws SwarmException.Busy if they are
     */
    static void requireNoRollout(Map<String, String> labels, Instant now) {
        rollout(labels).filter(now::isBefore).ifPresent(until -> {
            throw new SwarmException.Busy(
                    "the router is being updated by router up or router rotate, step by step; until it ends, or "
                            + until
                            + ", no route is changed, and no stack is started, retired or removed, except by a"
                            + " rollback");
        });
    }

    /** @throws RouterException if the Swarm has no such service */
    static Service service(Swarm swarm, HaproxySettings settings) {
        return swarm.service(settings.service())
                .orElseThrow(() -> new RouterException("the Swarm has no service " + settings.service()
                        + " to route traffic; set it up with swarm-delivery router up"));
    }

    /** Returns the labels for these applications, without routes of others. */
    static Map<String, String> with(Map<String, String> labels, List<RoutedApplication> applications) {
        Map<String, String> changed = new LinkedHashMap<>(labels);
        changed.put(
                APPLICATIONS,
                applications.stream()
                        .flatMap(routed -> RoutedText.write(routed).stream())
                        .collect(Collectors.joining(" ")));
        changed.put(RoutedHosts.LABEL, RoutedHosts.write(applications));
        return listed(changed);
    }

    /**
     * Returns the labels without the routes of applications that the router does not have: one of them would come back
     * with its application, whatever is live by then.
     */
    static Map<String, String> listed(Map<String, String> labels) {
        Map<String, String> changed = new LinkedHashMap<>(labels);
        unlisted(labels).forEach(name -> RouteText.remove(changed, new Application(name)));
        return changed;
    }

    /** The applications that have a route in the labels, and that the router does not have. */
    static Set<String> unlisted(Map<String, String> labels) {
        Set<String> unlisted = RouteText.routedApplications(labels);
        unlisted.removeAll(names(labels));
        return unlisted;
    }

    /** The names of the applications that the router has. */
    static Set<String> names(Map<String, String> labels) {
        return RoutedHosts.read(labels)
                .map(hosts -> hosts.applications().keySet())
                .orElseGet(() -> RouteText.routedApplications(labels));
    }

    /** Those of them whose users it serves. */
    static List<String> live(Map<String, String> labels) {
        return names(labels).stream()
                .filter(name -> !labels.getOrDefault(
                                RouteText.label(RouteText.activeKey(new Application(name))), RouteText.NONE)
                        .equals(RouteText.NONE))
                .toList();
    }

    /** Returns the labels with those of another spec that no delivery writes. */
    static Map<String, String> with(Map<String, String> labels, Map<String, String> other) {
        Map<String, String> changed = new LinkedHashMap<>(labels);
        List<String> ours = Stream.concat(Stream.of(APPLICATIONS, RoutedHosts.LABEL), OF_ROLLOUT.stream())
                .toList();
        for (String label : ours) {
            if (other.containsKey(label)) {
                changed.put(label, other.get(label));
            } else {
                changed.remove(label);
            }
        }
        return changed;
    }

    /**
     * Returns the applications in order. Those that {@code deploy.sh} set up are not among them: its label does not
     * have all of their settings.
     */
    static Map<Application, RoutedApplication> applications(Map<String, String> labels) {
        Map<Application, RoutedApplication> applications = new LinkedHashMap<>();
        try {
            for (String text : labels.getOrDefault(APPLICATIONS, "").split(" ", -1)) {
                if (!text.isEmpty()) {
                    RoutedApplication routed = RoutedText.parse(text);
                    applications.merge(routed.application(), routed, RoutedApplication::and);
                }
            }
        } catch (RefusedException e) {
            return Map.of();
        }
        boolean current = RoutedHosts.write(List.copyOf(applications.values())).equals(labels.get(RoutedHosts.LABEL));
        return current ? applications : Map.of();
    }

    /** The map that a replica renders from these labels, without the entries of applications that are not paused. */
    static Map<String, String> map(Map<String, String> labels) {
        Map<String, String> map = new LinkedHashMap<>();
        names(labels).forEach(name -> {
            Application application = new Application(name);
            for (String key : List.of(RouteText.activeKey(application), RouteText.previewKey(application))) {
                map.put(key, labels.getOrDefault(RouteText.label(key), RouteText.NONE));
            }
            // A replica of an older router does not have this entry.
            String pause = PauseText.fromLabels(labels, application);
            if (!pause.equals(RouteText.NONE)) {
                map.put(PauseText.key(application), pause);
            }
        });
        return map;
    }
}
