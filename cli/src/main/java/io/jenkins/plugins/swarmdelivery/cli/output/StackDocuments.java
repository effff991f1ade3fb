package io.jenkins.plugins.swarmdelivery.cli.output;

import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import io.jenkins.plugins.swarmdelivery.stack.Route;
import io.jenkins.plugins.swarmdelivery.stack.StackService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services of a stack, for programs and for people; the same rules apply as for {@link Documents}. */
public final class StackDocuments {
    private StackDocuments() {}

    public static List<Map<String, Object>> services(List<StackService> services) {
        return services.stream().map(StackDocuments::service).toList();
    }

    private static Map<String, Object> service(StackService service) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", service.name());
        document.put("image", service.image());
        document.put("role", service.role().word());
        document.put("reason", service.part().reason());
        document.put("atSwitch", service.part().atSwitch());
        document.put(
                "routes", service.routes().stream().map(StackDocuments::route).toList());
        document.put("dependsOn", service.dependsOn());
        return document;
    }

    private static Map<String, Object> route(Route route) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", route.name().isEmpty() ? null : route.name());
        document.put("port", route.port());
        document.put("hosts", route.hosts());
        document.put("path", route.path());
        document.put("check", route.health().check().orElse(null));
        document.put("expect", route.health().expect().map(ExpectedText::text).orElse(null));
        return document;
    }

    public static List<String> lines(List<StackService> services) {
        Table table = new Table().row("SERVICE", "ROLE", "REASON", "ROUTES", "AFTER");
        for (StackService service : services) {
            table.row(
                    service.name(),
                    service.role().word() + (service.part().atSwitch() ? ", at switch" : ""),
                    service.part().reason(),
                    String.join(
                            "; ", service.routes().stream().map(Route::toString).toList()),
                    String.join(", ", after(service)));
        }
        return table.lines();
    }

    private static List<String> after(StackService service) {
        List<String> after = new ArrayList<>();
        service.dependsOn()
                .forEach((name, condition) -> after.add(condition.equals("started") ? name : name + " " + condition));
        return after;
    }
}
