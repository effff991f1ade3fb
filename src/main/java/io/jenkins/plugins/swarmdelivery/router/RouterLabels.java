package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The labels of the router's service that say what it was set up for. The routes that deliveries write beside them stay
 * as they are.
 */
final class RouterLabels {
    /** The applications as options of {@code router up}, separated by spaces. */
    static final String APPLICATIONS = "swarm-delivery.apps";

    private RouterLabels() {}

    /** Returns the labels with these applications; if there are none, without. */
    static Map<String, String> with(Map<String, String> labels, List<RoutedApplication> applications) {
        Map<String, String> changed = new LinkedHashMap<>(labels);
        changed.put(
                APPLICATIONS,
                applications.stream()
                        .flatMap(routed -> RoutedText.write(routed).stream())
                        .collect(Collectors.joining(" ")));
        changed.put(RoutedHosts.LABEL, RoutedHosts.write(applications));
        return changed;
    }

    /** Returns the labels with these two of another spec. */
    static Map<String, String> with(Map<String, String> labels, Map<String, String> other) {
        Map<String, String> changed = new LinkedHashMap<>(labels);
        for (String label : List.of(APPLICATIONS, RoutedHosts.LABEL)) {
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

    /** The map that a replica renders from these labels. */
    static Map<String, String> map(Map<String, String> labels) {
        Map<String, String> map = new LinkedHashMap<>();
        RoutedHosts.read(labels)
                .map(hosts -> hosts.applications().keySet())
                .orElseGet(() -> RouteText.routedApplications(labels))
                .forEach(name -> {
                    Application application = new Application(name);
                    for (String key : List.of(RouteText.activeKey(application), RouteText.previewKey(application))) {
                        map.put(key, labels.getOrDefault(RouteText.label(key), RouteText.NONE));
                    }
                });
        return map;
    }
}
