package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The certificates for users on all replicas, and whether they are those that were last renewed. */
final class UserCertificateStatus {
    private final HaproxySettings settings;
    private final ServiceSpec spec;
    private final UserTls tls;

    UserCertificateStatus(HaproxySettings settings, ServiceSpec spec, UserTls tls) {
        this.settings = settings;
        this.spec = spec;
        this.tls = tls;
    }

    private record Answer(String replica, Map<String, UserCertificates.Shown> shown) {}

    /** Asks all of them at the same time; one that does not answer is left out, for it is told elsewhere. */
    List<RouterStatus.Certificate> read(List<RouterReplicas.ReplicaTask> tasks) {
        if (tls.secrets().isEmpty()) {
            return List.of();
        }
        HaproxyAdmin admin = new HaproxyAdmin(settings);
        List<Answer> answers = RouterReplicas.queryAll(tasks, task -> ask(admin, task));
        RenewedCertificates renewed = RenewedCertificates.read(spec.labels());
        List<RouterStatus.Certificate> certificates = new ArrayList<>();
        for (String name : tls.secrets()) {
            Map<String, UserCertificates.Shown> byReplica = new LinkedHashMap<>();
            answers.forEach(answer -> Optional.ofNullable(answer.shown().get(name))
                    .ifPresent(shown -> byReplica.put(answer.replica(), shown)));
            byReplica.values().stream()
                    .map(UserCertificates.Shown::end)
                    .min(Instant::compareTo)
                    .ifPresent(end -> certificates.add(new RouterStatus.Certificate(
                            "users (secret " + name + ")",
                            end,
                            "renew it with router renew; see docs/haproxy.md",
                            renewed.of(name).flatMap(each -> pending(name, each, byReplica)))));
        }
        return certificates;
    }

    private Answer ask(HaproxyAdmin admin, RouterReplicas.ReplicaTask task) {
        Optional<InetSocketAddress> socket = task.socket(settings.ports().admin());
        if (task.running() && socket.isPresent()) {
            try {
                return new Answer(task.name(), UserCertificates.shown(admin, socket.get(), tls));
            } catch (IOException e) {
                // Its routes are asked for, too, and say so.
            }
        }
        return new Answer(task.name(), Map.of());
    }

    private Optional<RouterStatus.Pending> pending(
            String name, RenewedCertificates.Renewed renewed, Map<String, UserCertificates.Shown> byReplica) {
        List<String> former = byReplica.entrySet().stream()
                .filter(each -> !each.getValue().fingerprint().equals(renewed.fingerprint()))
                .map(Map.Entry::getKey)
                .toList();
        boolean kept = RouterSpec.referenced(spec, "Secret", UserTls.file(name))
                .filter(renewed.secret()::equals)
                .isPresent();
        if (!former.isEmpty()) {
            return Optional.of(new RouterStatus.Pending(
                    "was renewed, but replica " + String.join(", ", former) + " shows users another one",
                    "run router renew again, which replaces no replica, or router up, which replaces them"));
        }
        return kept
                ? Optional.empty()
                : Optional.of(new RouterStatus.Pending(
                        "was renewed on the running replicas; one that starts from now on shows the former one",
                        "run router up at a quiet time, which replaces the replicas one node at a time"));
    }
}
