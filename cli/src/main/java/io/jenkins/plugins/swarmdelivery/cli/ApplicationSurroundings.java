package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.Json;
import io.jenkins.plugins.swarmdelivery.engine.Labels;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ServiceSpec;
import java.util.List;
import java.util.Optional;

/**
 * Where a test job stands, to see an application as a neighbour does.
 *
 * @param networks by name or id
 * @param constraints of the cluster, and of the application's services
 */
record ApplicationSurroundings(List<String> networks, List<String> constraints) {
    /** Throws {@link RefusedException} if there is no service of that application. */
    static ApplicationSurroundings of(Connection cluster, Optional<Application> application) {
        List<String> placement = cluster.settings().placement();
        if (application.isEmpty()) {
            return new ApplicationSurroundings(List.of(), placement);
        }
        String name = application.get().name();
        ServiceSpec spec = cluster.swarm().services().stream()
                .map(service -> service.spec())
                .filter(each -> name.equals(each.labels().get(Labels.APPLICATION)))
                .findFirst()
                .orElseThrow(() -> new RefusedException("--app", name, "there is no service of it in this cluster"));
        List<String> networks = spec.networks().stream()
                .flatMap(network -> Json.text(network, "Target").stream())
                .toList();
        List<String> constraints = new java.util.ArrayList<>(placement);
        constraints.addAll(spec.constraints());
        return new ApplicationSurroundings(networks, constraints);
    }
}
