package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads services from Docker's list. A foreign service, whatever it contains, never prevents reading the others. */
final class ServiceReader {
    private ServiceReader() {}

    static List<Service> read(List<Object> services) {
        return services.stream()
                .map(ServiceReader::read)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty if there is no ID: nothing could be done with such a service. */
    static Optional<Service> read(Object service) {
        return Json.text(service, "ID")
                .map(id -> new Service(
                        id,
                        Json.number(service, "Version", "Index").orElse(0L),
                        spec(service, "Spec").orElseGet(() -> new ServiceSpec(Map.of()))));
    }

    /** Empty if there is no such field. */
    static Optional<ServiceSpec> spec(Object service, String field) {
        if (Json.at(service, field) instanceof Map<?, ?> tree) {
            Map<String, Object> spec = new LinkedHashMap<>();
            tree.forEach((name, value) -> spec.put(Objects.toString(name), value));
            return Optional.of(new ServiceSpec(spec));
        }
        return Optional.empty();
    }
}
