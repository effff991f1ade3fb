package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.util.Map;
import java.util.TreeMap;

/** The ports that services publish in ingress mode: every node listens on them, whether a task runs there or not. */
final class IngressPorts {
    private final RouterSite site;

    IngressPorts(RouterSite site) {
        this.site = site;
    }

    /**
     * Requires that the router's ports are none of them.
     *
     * @param given the published ports to set, by container port
     * @param published those of the running router
     * @throws RefusedException otherwise: no replica could start
     */
    void requireFree(Map<Integer, Integer> given, Map<Integer, Integer> published) {
        Map<Integer, Integer> wanted = new TreeMap<>(given);
        wanted.entrySet()
                .removeIf(port -> port.getValue() == 0 || port.getValue().equals(published.get(port.getKey())));
        if (wanted.isEmpty()) {
            return;
        }
        for (Service service : site.swarm().services()) {
            boolean other = !service.name().equals(site.settings().service());
            service.spec().publishedPorts().stream()
                    .filter(port -> other && RouterSpec.isTcp(port) && isIngress(port))
                    .forEach(port -> requireOther(wanted, service, port));
        }
    }

    private static boolean isIngress(Object port) {
        return Json.text(port, "PublishMode").orElse("ingress").equals("ingress");
    }

    private static void requireOther(Map<Integer, Integer> wanted, Service service, Object port) {
        int taken = Json.number(port, "PublishedPort").orElse(0L).intValue();
        wanted.forEach((target, published) -> {
            if (published == taken) {
                throw new RefusedException(
                        RouterOrder.Published.OPTIONS.get(target),
                        taken,
                        "service " + service.name()
                                + " publishes it in ingress mode, so every node listens on it already;"
                                + " choose another port, or stop publishing that one: docker service update --publish-rm "
                                + Json.number(port, "TargetPort").orElse(0L) + " " + service.name());
            }
        });
    }
}
