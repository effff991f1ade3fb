package io.jenkins.plugins.swarmdelivery.engine.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * Differences of specs as everybody may see them: only fields that cannot hold a secret keep their values. Variables,
 * labels, commands and options of drivers are texts of their owners, who also write passwords into them; so is any field
 * that a later Docker adds.
 */
final class Redaction {
    private static final List<String> SHOWN = Stream.of(
                    below("", "Name Mode UpdateConfig RollbackConfig EndpointSpec"),
                    below("TaskTemplate.", "ForceUpdate Networks Placement Resources RestartPolicy Runtime"),
                    below(
                            "TaskTemplate.ContainerSpec.",
                            "Image Dir User Groups Hostname Hosts DNSConfig Init Isolation OpenStdin ReadOnly TTY"
                                    + " StopSignal StopGracePeriod CapabilityAdd CapabilityDrop OomScoreAdj Sysctls"
                                    + " Ulimits Privileges Secrets Configs"),
                    below(
                            "TaskTemplate.ContainerSpec.Healthcheck.",
                            "Interval Timeout Retries StartPeriod StartInterval"))
            .flatMap(fields -> fields)
            .toList();

    private Redaction() {}

    private static Stream<String> below(String parent, String fields) {
        return Stream.of(fields.split(" ")).map(field -> parent + field);
    }

    static SpecDiff.Change of(SpecDiff.Change change) {
        boolean shown = SHOWN.stream()
                .anyMatch(field -> change.path().equals(field) || change.path().startsWith(field + "."));
        return shown ? change : new SpecDiff.Change(change.path(), hidden(change.before()), hidden(change.after()));
    }

    private static Object hidden(Object value) {
        return value == null ? null : ValueChange.HIDDEN;
    }
}
