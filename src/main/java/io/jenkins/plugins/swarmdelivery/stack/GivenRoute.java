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
 * A route to a service of a running stack, as somebody writes it who has not labeled the service yet.
 *
 * @param service its name in the stack file
 * @param port of the containers
 * @param path prefix; {@code /} for all
 */
public record GivenRoute(String service, String port, String path) {
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]*)=([0-9]{1,5})(/.*)?");

    /** @throws RefusedException if it is not of the form {@code SERVICE=PORT[/PATH]} */
    public static GivenRoute parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new RefusedException("--route", text, "write SERVICE=PORT or SERVICE=PORT/PATH, e.g. web=8080");
        }
        return new GivenRoute(matcher.group(1), matcher.group(2), matcher.group(3) == null ? "/" : matcher.group(3));
    }

    /** Adds it to the labels of a service. */
    Fields onto(Fields service) {
        Fields deploy = service.fields("deploy");
        Map<String, Value> labels = new LinkedHashMap<>(deploy.fields("labels").values());
        Place place = Place.unwritten("--route " + this);
        labels().forEach((label, value) -> labels.put(label, Value.text(place, value)));
        return service.with("deploy", deploy.with("labels", new Fields(place, labels)));
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put(RouteLabels.PREFIX + "port", port);
        if (!path.equals("/")) {
            labels.put(RouteLabels.PREFIX + "path", path);
        }
        return labels;
    }

    /** What the stack file lacks before the next delivery. */
    static List<String> notes(List<GivenRoute> routes) {
        if (routes.isEmpty()) {
            return List.of();
        }
        List<ProposedRoutes.Lines> lines = new ArrayList<>();
        routes.forEach(route -> lines.add(new ProposedRoutes.Lines(route.service(), route.labels())));
        return List.of("before the next delivery, add to the stack file:\n" + ProposedRoutes.Lines.text(lines));
    }

    @Override
    public String toString() {
        return service + "=" + port + (path.equals("/") ? "" : path);
    }
}
