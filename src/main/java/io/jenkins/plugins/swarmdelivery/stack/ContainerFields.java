package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a service's containers run: the plain fields of {@code ContainerSpec}. */
final class ContainerFields {
    private static final String ALL = "ALL";

    /** This has a meaning only when a service is updated. */
    private static final String RESET = "RESET";

    private final Fields service;

    ContainerFields(Fields service) {
        this.service = service;
    }

    /** {@code NAME=VALUE}, sorted; a name alone takes its value from the image. */
    List<String> environment() {
        return service.fields("environment").values().entrySet().stream()
                .map(entry -> {
                    Scalar value = (Scalar) entry.getValue();
                    return value.nothing() ? entry.getKey() : entry.getKey() + "=" + value.text();
                })
                .sorted()
                .toList();
    }

    /** {@code ADDRESS NAME}, as in /etc/hosts. */
    List<String> hosts() {
        return service.texts("extra_hosts").stream()
                .map(host -> host.substring(host.indexOf(':') + 1) + " " + host.substring(0, host.indexOf(':')))
                .toList();
    }

    Optional<Map<String, Object>> dns() {
        List<String> servers = service.texts("dns");
        List<String> search = service.texts("dns_search");
        return servers.isEmpty() && search.isEmpty()
                ? Optional.empty()
                : Optional.of(new Body()
                        .some("Nameservers", servers)
                        .some("Search", search)
                        .fields());
    }

    Optional<Map<String, Object>> healthcheck() {
        if (!service.has("healthcheck")) {
            return Optional.empty();
        }
        Fields check = service.fields("healthcheck");
        List<String> test = check.texts("test");
        if (check.flag("disable")) {
            if (!test.isEmpty()) {
                throw check.get("disable").place().wrong("disable and test exclude each other; remove one");
            }
            return Optional.of(Map.of("Test", List.of("NONE")));
        }
        return Optional.of(new Body()
                .some("Test", test)
                .some("Interval", Numbers.durationOrZero(check, "interval"))
                .some("Timeout", Numbers.durationOrZero(check, "timeout"))
                .some("StartPeriod", Numbers.durationOrZero(check, "start_period"))
                .some("StartInterval", Numbers.durationOrZero(check, "start_interval"))
                .some("Retries", Numbers.wholeOrZero(check, "retries"))
                .fields());
    }

    List<Map<String, Object>> ulimits() {
        Map<String, Value> byName = new TreeMap<>(service.fields("ulimits").values());
        return byName.entrySet().stream()
                .map(limit -> {
                    Fields both = (Fields) limit.getValue();
                    return new Body()
                            .put("Name", limit.getKey())
                            .put(
                                    "Hard",
                                    Numbers.whole(both, "hard", -1, Long.MAX_VALUE)
                                            .orElse(0L))
                            .put(
                                    "Soft",
                                    Numbers.whole(both, "soft", -1, Long.MAX_VALUE)
                                            .orElse(0L))
                            .fields();
                })
                .toList();
    }

    Set<String> addedCapabilities() {
        return capabilities("cap_add");
    }

    /** A capability that is both added and dropped is added. */
    Set<String> droppedCapabilities() {
        Set<String> dropped = capabilities("cap_drop");
        dropped.removeAll(addedCapabilities());
        return dropped;
    }

    private Set<String> capabilities(String field) {
        Set<String> names = new TreeSet<>();
        for (String written : service.texts(field)) {
            String name = written.strip().toUpperCase(Locale.ROOT);
            names.add(name.equals(ALL) || name.equals(RESET) || name.startsWith("CAP_") ? name : "CAP_" + name);
        }
        if (names.contains(ALL)) {
            return new TreeSet<>(Set.of(ALL));
        }
        names.remove(RESET);
        return names;
    }

    Map<String, Object> privileges() {
        Fields spec = service.fields("credential_spec");
        long sources = List.of("config", "file", "registry").stream()
                .filter(source -> spec.text(source).isPresent())
                .count();
        if (sources > 1) {
            throw spec.place().wrong("config, file and registry exclude each other; keep one");
        }
        // The config's ID differs from cluster to cluster, so it is looked up by name.
        Map<String, Object> credentials = new Body()
                .put("Config", "")
                .put("File", spec.text("file").orElse(""))
                .put("Registry", spec.text("registry").orElse(""))
                .fields();
        return new Body()
                .put("CredentialSpec", sources == 0 ? null : credentials)
                .put("SELinuxContext", null)
                .put("NoNewPrivileges", false)
                .fields();
    }

    Optional<Map<String, Object>> logDriver() {
        Fields logging = service.fields("logging");
        return service.has("logging")
                ? Optional.of(new Body()
                        .some("Name", logging.text("driver"))
                        .some("Options", Namespace.texts(logging.fields("options")))
                        .fields())
                : Optional.empty();
    }
}
