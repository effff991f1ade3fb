package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text form of a route, in the labels of the router service and in HAProxy's map: each application has an entry
 * {@code active} and an entry {@code preview}, with a value such as {@code green/2.0} or {@code none}. Color and
 * release share one value, so that a single write switches both and response headers always match. So does a share:
 * {@code blue/1.0|green/2.0|5} sends 5 % of the users to green.
 */
final class RouteText {
    static final String NONE = "none";
    private static final String LABEL = "swarm-delivery.";
    private static final int MAX_QUOTED = 100;
    private static final Pattern TARGET = Pattern.compile("(blue|green)/([A-Za-z0-9_.:+@-]{1,128})");
    /** No character of a version, and not special in a command to HAProxy. */
    private static final String SEPARATOR = "|";

    private static final Pattern SHARED = Pattern.compile("([^|]+)\\|([^|]+)\\|([1-9][0-9]?|100)");
    private static final Pattern KEY = Pattern.compile("([a-z0-9_-]+)\\.(?:active|preview|pause)");

    private RouteText() {}

    static String activeKey(Application application) {
        return application + ".active";
    }

    static String previewKey(Application application) {
        return application + ".preview";
    }

    static String label(String key) {
        return LABEL + key;
    }

    /** Returns the applications that have an entry in a map. */
    static Set<String> applications(Collection<String> keys) {
        return keys.stream()
                .map(KEY::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the applications that have a route in the labels. */
    static Set<String> routedApplications(Map<String, String> labels) {
        return applications(labels.keySet().stream()
                .filter(label -> label.startsWith(LABEL))
                .map(label -> label.substring(LABEL.length()))
                .toList());
    }

    /** @throws RefusedException if the release contains characters that are not allowed in a map or a header */
    static String write(Optional<Target> target) {
        if (target.isEmpty()) {
            return NONE;
        }
        String text = target.get().color() + "/" + target.get().release();
        if (!TARGET.matcher(text).matches()) {
            throw new RefusedException(
                    "release", target.get().release(), "use 1 to 128 letters, digits, or . _ - + : @ in a version");
        }
        return text;
    }

    /** Returns the text of the users' part of a route, with its share. */
    static String writeActive(Route route) {
        return write(route.active())
                + route.share()
                        .map(share -> SEPARATOR + write(Optional.of(share.candidate())) + SEPARATOR + share.percent())
                        .orElse("");
    }

    /** @throws IllegalArgumentException if one of the texts of an application is not that of a route */
    static Route read(String active, String preview) {
        Matcher shared = SHARED.matcher(active == null ? "" : active);
        if (!shared.matches()) {
            return new Route(read(active), read(preview));
        }
        Optional<Share> share = read(shared.group(2)).map(to -> new Share(to, Integer.parseInt(shared.group(3))));
        return new Route(read(shared.group(1)), read(preview), share);
    }

    /** @throws IllegalArgumentException if {@link #write} does not produce this text; null means no target */
    static Optional<Target> read(String text) {
        if (text == null || text.equals(NONE)) {
            return Optional.empty();
        }
        Matcher matcher = TARGET.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    quoted(text) + " is not a route; expected a value such as green/2.0, or " + NONE);
        }
        return Optional.of(new Target(Color.parse(matcher.group(1)), matcher.group(2)));
    }

    /** Quotes external text for a message: one line, truncated. */
    static String quoted(String text) {
        String start = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
        return '"' + start.replaceAll("\\p{Cntrl}", " ").strip() + '"';
    }

    /** @throws IllegalArgumentException if a label is not a route */
    static Route fromLabels(Map<String, String> labels, Application application) {
        return read(labels.get(label(activeKey(application))), labels.get(label(previewKey(application))));
    }

    /** Returns the labels with the application's route; an entry without a target gets no label. */
    static Map<String, String> intoLabels(Map<String, String> labels, Application application, Route route) {
        Map<String, String> changed = new LinkedHashMap<>(labels);
        put(changed, label(activeKey(application)), writeActive(route));
        put(changed, label(previewKey(application)), write(route.preview()));
        return changed;
    }

    /** Returns the labels with the name of the route's writer. */
    static Map<String, String> writtenBy(
            Map<String, String> labels, Application application, Route route, String writer) {
        Map<String, String> changed = new LinkedHashMap<>(labels);
        if (route.equals(Route.NONE) || writer.isEmpty()) {
            changed.remove(writerLabel(application));
        } else {
            changed.put(writerLabel(application), writer);
        }
        return changed;
    }

    /** Removes the application's route, the name of its writer, and its pause. */
    static void remove(Map<String, String> labels, Application application) {
        labels.remove(label(activeKey(application)));
        labels.remove(label(previewKey(application)));
        labels.remove(writerLabel(application));
        labels.remove(label(PauseText.key(application)));
    }

    private static String writerLabel(Application application) {
        return label(application + ".writer");
    }

    private static void put(Map<String, String> labels, String label, String text) {
        if (text.equals(NONE)) {
            labels.remove(label);
        } else {
            labels.put(label, text);
        }
    }
}
