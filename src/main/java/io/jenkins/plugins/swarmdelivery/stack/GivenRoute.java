package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A route to a service of a running stack, given on the command line because the service has no label yet.
 *
 * @param service its name in the stack file
 * @param port of the containers
 * @param path prefix; {@code /} for all
 */
public record GivenRoute(String service, String port, String path) {
    private static final String OPTION = "--route ";
    private static final String PORT = "port";
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]*)=([0-9]{1,5})(/.*)?");

    /** @throws RefusedException if it is not of the form {@code SERVICE=PORT[/PATH]} */
    public static GivenRoute parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new RefusedException("--route", text, "write SERVICE=PORT or SERVICE=PORT/PATH, e.g. web=8080");
        }
        return new GivenRoute(matcher.group(1), matcher.group(2), matcher.group(3) == null ? "/" : matcher.group(3));
    }

    /** Adds it to the labels of a service, beside routes that were added before. */
    Fields onto(Fields service) {
        Fields deploy = service.fields("deploy");
        Map<String, Value> labels = new LinkedHashMap<>(deploy.fields("labels").values());
        long before = labels.entrySet().stream()
                .filter(label -> label.getKey().endsWith(PORT)
                        && label.getValue().place().file().startsWith(OPTION))
                .count();
        Place place = Place.unwritten(OPTION + this);
        labels(before).forEach((label, value) -> labels.put(label, Value.text(place, value)));
        return service.with("deploy", deploy.with("labels", new Fields(place, labels)));
    }

    /** @param before how many routes the service was given before */
    private Map<String, String> labels(long before) {
        String prefix = RouteLabels.PREFIX + (before == 0 ? "" : "r" + (before + 1) + ".");
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(prefix + PORT, port);
        if (!path.equals("/")) {
            labels.put(prefix + "path", path);
        }
        return labels;
    }

    /** The labels to add to the stack file before the next delivery. */
    static List<String> notes(List<GivenRoute> routes) {
        if (routes.isEmpty()) {
            return List.of();
        }
        Map<String, List<GivenRoute>> byService = new LinkedHashMap<>();
        routes.forEach(route -> byService
                .computeIfAbsent(route.service(), service -> new ArrayList<>())
                .add(route));
        List<ProposedRoutes.Lines> lines = new ArrayList<>();
        byService.forEach((service, given) -> {
            Map<String, String> labels = new LinkedHashMap<>();
            for (int i = 0; i < given.size(); i++) {
                labels.putAll(given.get(i).labels(i));
            }
            lines.add(new ProposedRoutes.Lines(service, labels));
        });
        return List.of("before the next delivery, add to the stack file:\n" + ProposedRoutes.Lines.text(lines));
    }

    @Override
    public String toString() {
        return service + "=" + port + (path.equals("/") ? "" : path);
    }
}
