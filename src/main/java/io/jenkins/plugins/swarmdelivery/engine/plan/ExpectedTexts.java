package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The texts that answers of a release must contain, by the labels {@code swarm-delivery.route.expect} and
 * {@code swarm-delivery.route.NAME.expect} of its services. Each text is for the requests of its route.
 */
public final class ExpectedTexts {
    private static final String EXPECT = "expect";
    private static final int QUOTED = 80;

    private final List<Route> routes;

    private ExpectedTexts(List<Route> routes) {
        this.routes = routes;
    }

    /** @param text empty: every answer will do */
    private record Route(String label, List<String> hosts, String path, Optional<String> text) {
        static Route of(String name, Map<String, String> fields) {
            String hosts = fields.getOrDefault("host", "").strip();
            return new Route(
                    RouteFields.label(name, EXPECT),
                    hosts.isEmpty() ? List.of() : Arrays.asList(hosts.split("[,\\s]+")),
                    fields.getOrDefault("path", "/").strip().replaceFirst("/+$", ""),
                    Optional.ofNullable(fields.get(EXPECT)));
        }

        boolean leads(String path) {
            return (path + "/").startsWith(this.path + "/");
        }

        int length() {
            return path.length();
        }
    }

    /** Those of the services that exist. */
    public static ExpectedTexts of(ReleaseServices services) {
        List<Map<String, String>> labels = new ArrayList<>();
        for (int i = 0; i < services.found().size(); i++) {
            boolean routed = services.placed().services().get(i).routed();
            services.found()
                    .get(i)
                    .filter(there -> routed)
                    .ifPresent(there -> labels.add(there.spec().labels()));
        }
        return of(labels);
    }

    /** @param labels of each routed service of a release */
    static ExpectedTexts of(Collection<Map<String, String>> labels) {
        List<Route> routes = new ArrayList<>();
        labels.forEach(each -> RouteFields.byName(each).forEach((name, fields) -> routes.add(Route.of(name, fields))));
        return new ExpectedTexts(routes);
    }

    /** What is wrong with the texts, each with its remedy. */
    List<String> problems() {
        return routes.stream()
                .filter(route ->
                        route.text().filter(text -> !ExpectedText.isValid(text)).isPresent())
                .map(route -> new RefusedException(
                                "label " + route.label(), route.text().orElseThrow(), ExpectedText.REMEDY)
                        .getMessage())
                .toList();
    }

    /**
     * What an answer lacks; empty: nothing.
     *
     * @param asked the URL of the request
     * @param body the answer's, or its first {@link ExpectedText#SEARCHED} bytes
     */
    public Optional<String> missing(URI asked, String body) {
        return route(asked)
                .filter(route -> !body.contains(route.text().orElse("")))
                .map(route -> "without the text "
                        + quoted(route.text().orElseThrow()) + " of the label " + route.label() + "; "
                        + (body.isBlank() ? "its body is empty" : "its body begins with " + quoted(body)));
    }

    /**
     * The route of a request, as a router chooses it: routes with its host first, then those without one, then the longest
     * path. A proxy in front may have its own host name; then the path alone decides.
     */
    private Optional<Route> route(URI asked) {
        String host = asked.getHost().toLowerCase(Locale.ROOT);
        List<Route> leading = routes.stream()
                .filter(route ->
                        route.leads(Optional.ofNullable(asked.getRawPath()).orElse("")))
                .toList();
        return longest(leading.stream()
                        .filter(route -> route.hosts().contains(host))
                        .toList())
                .or(() -> longest(leading.stream()
                        .filter(route -> route.hosts().isEmpty())
                        .toList()))
                .or(() -> longest(leading));
    }

    private static Optional<Route> longest(List<Route> routes) {
        return routes.stream().max(Comparator.comparing(Route::length));
    }

    /** An answer may have any length and any characters: one line, shortened. */
    private static String quoted(String text) {
        String line = text.strip().replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\s]+", " ");
        return '"' + (line.length() <= QUOTED ? line : line.substring(0, QUOTED) + "…") + '"';
    }
}
