package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Generates the files of a router: {@code haproxy.cfg}, {@code routes.map} (a template that Swarm renders from the
 * service's labels when a replica starts), and {@code deploy.sh}. It does not generate a stack file, because
 * {@code docker stack deploy} removes service labels that are not in the file (measured), and with them all routes.
 */
public final class RouterInit {
    static final String CFG = "haproxy.cfg";
    static final String MAP = "routes.map";

    private static final Pattern PLACEHOLDER = Pattern.compile("@([a-z-]+)@");

    private RouterInit() {}

    /** Returns the contents by file name; the same setup always produces the same contents. */
    public static Map<String, String> files(RouterSetup setup) {
        Map<String, String> files = new LinkedHashMap<>(configs(setup.applications(), setup.frontend()));
        files.put("deploy.sh", Stamp.add(deploySh(setup)));
        return files;
    }

    /** Returns those that each replica gets: {@link #CFG} and {@link #MAP}. */
    static Map<String, String> configs(List<RoutedApplication> applications, Frontend frontend) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(CFG, Stamp.add(haproxyCfg(applications, frontend)));
        files.put(MAP, Stamp.add(routesMap(applications)));
        return files;
    }

    private static String haproxyCfg(List<RoutedApplication> applications, Frontend frontend) {
        RouterRules rules = new RouterRules(applications);
        ShareRules shares = new ShareRules(applications);
        return render(
                CFG,
                Map.ofEntries(
                        Map.entry("admin-port", HaproxySettings.ADMIN_PORT + ""),
                        Map.entry("service-port", HaproxySettings.SERVICE_PORT + ""),
                        Map.entry("preview-port", HaproxySettings.PREVIEW_PORT + ""),
                        Map.entry("map", HaproxyMap.FILE),
                        Map.entry("https", frontend.tls().bind()),
                        Map.entry("edge", frontend.edge().rules()),
                        Map.entry(
                                "redirection",
                                frontend.tls().redirection(frontend.edge().connection())),
                        Map.entry("rules", rules.selectors()),
                        Map.entry("unknown", rules.unmatched()),
                        Map.entry("shares", shares.global()),
                        Map.entry("share-rules", shares.users()),
                        Map.entry("pauses", PauseRules.global()),
                        Map.entry("pause-rules", PauseRules.users()),
                        Map.entry("pause-preview", PauseRules.preview()),
                        Map.entry("backend", rules.backend()),
                        Map.entry(
                                "backends",
                                applications.stream().map(RouterInit::backends).collect(Collectors.joining("\n")))));
    }

    private static String backends(RoutedApplication routed) {
        return routed.services().stream()
                .flatMap(service -> Stream.of(Color.values()).map(color -> backend(routed, service, color)))
                .collect(Collectors.joining("\n"));
    }

    private static String backend(RoutedApplication routed, RoutedService service, Color color) {
        BackendName name = new BackendName(routed.application(), color, service.key(), service.adopted());
        String check = service.check()
                .map(path -> "    option httpchk\n    http-check send meth GET uri " + path
                        + routed.host(service)
                                .map(host -> " ver HTTP/1.1 hdr Host " + host)
                                .orElse("")
                        + "\n    http-check expect status 200-399\n")
                .orElse("");
        String adopted = service.adopted()
                .filter(former -> color == adoptedColor(routed, former))
                .map(former -> serverTemplate(name.stem() + "-adopted-", former, service))
                .orElse("");
        return render(
                "backend.cfg",
                Map.of(
                        "users",
                        routed.users().backend(name.target()),
                        "name",
                        name.toString(),
                        "application",
                        routed.application().name(),
                        "color",
                        color.word(),
                        "check",
                        check,
                        "servers",
                        serverTemplate(name.swarmService() + "-", name.swarmService(), service) + adopted));
    }

    /**
     * A service in use before the application had a stack file keeps its color; any other adopted service becomes blue.
     */
    private static Color adoptedColor(RoutedApplication routed, String service) {
        return service.equals(routed.application().serviceName(Color.GREEN)) ? Color.GREEN : Color.BLUE;
    }

    private static String serverTemplate(String prefix, String swarmService, RoutedService service) {
        return "    server-template " + prefix + " 1-" + service.slots() + " tasks." + swarmService + ":"
                + service.port() + " resolvers docker resolve-prefer ipv4 init-addr none check\n";
    }

    private static String routesMap(List<RoutedApplication> applications) {
        return "# Written by `swarm-delivery router init`. Swarm fills it from the service's labels.\n"
                + applications.stream()
                        .map(RoutedApplication::application)
                        .map(application -> mapLine(RouteText.activeKey(application))
                                + mapLine(RouteText.previewKey(application))
                                + mapLine(PauseText.key(application)))
                        .collect(Collectors.joining());
    }

    private static String mapLine(String key) {
        return key + " {{ or (index .Service.Labels \"" + RouteText.label(key) + "\") \"" + RouteText.NONE + "\" }}\n";
    }

    private static String deploySh(RouterSetup setup) {
        String constraints = setup.service().constraints().stream()
                .map(constraint -> " --constraint '" + constraint + "'")
                .collect(Collectors.joining());
        return render(
                "deploy.sh",
                Map.ofEntries(
                        Map.entry("service", setup.service().name()),
                        Map.entry("image", setup.service().image()),
                        Map.entry("network", setup.service().network()),
                        Map.entry("cert-secret", setup.secrets().certificate()),
                        Map.entry("ca-secret", setup.secrets().authority()),
                        Map.entry("constraints", constraints),
                        Map.entry("hosts-label", RoutedHosts.LABEL + "=" + RoutedHosts.write(setup.applications())),
                        Map.entry("map", HaproxyMap.FILE),
                        Map.entry("publish-service", publish(setup.ports().service(), HaproxySettings.SERVICE_PORT)),
                        Map.entry("publish-preview", publish(setup.ports().preview(), HaproxySettings.PREVIEW_PORT)),
                        Map.entry("publish-admin", publish(setup.ports().admin(), HaproxySettings.ADMIN_PORT))));
    }

    private static String publish(int published, int target) {
        return "--publish mode=host,published=" + published + ",target=" + target;
    }

    private static String render(String name, Map<String, String> values) {
        return PLACEHOLDER
                .matcher(template(name))
                .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
    }

    private static String template(String name) {
        try (InputStream in = RouterInit.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
