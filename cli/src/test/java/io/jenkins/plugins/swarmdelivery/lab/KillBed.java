package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An application of its own on the lab, prepared for a kind of delivery, and checked afterwards. */
final class KillBed {
    private static final LabCluster CLUSTER = LabCluster.PRODUCTION;
    private static final List<String> VERSIONS = List.of("1.0", "2.0", "2.1");

    enum Scenario {
        FIRST_RELEASE,
        DELIVER,
        DELIVER_OVER_A_STANDBY,
        WARM_ROLLBACK,
        COLD_ROLLBACK,
        RETIRE,
        ADOPT;

        /** A release is live throughout, and users depend on it. */
        boolean servesUsers() {
            return this != FIRST_RELEASE && this != ADOPT;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private final Application app;
    private final String handmade;
    private final String spec;

    KillBed(String application) {
        this.app = new Application(application);
        this.handmade = "hand-" + application;
        this.spec = spec();
    }

    /** One task, so that many applications can be delivered in parallel. */
    private static String spec() {
        try {
            Path example = LAB.project().resolve("examples/go-demo/service.json");
            Path small = Files.createTempFile("kill", ".json");
            return Files.writeString(small, Files.readString(example).replace("\"Replicas\": 3", "\"Replicas\": 1"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forget() {
        CLUSTER.forget(app);
        CLUSTER.docker("service", "ls", "--quiet", "--filter", "name=" + handmade)
                .lines()
                .forEach(id -> CLUSTER.docker("service", "rm", id));
    }

    Traffic users() {
        return Traffic.to(CLUSTER, app);
    }

    /** Continues from the state of an earlier point, so that users of the application never notice. */
    void prepare(Scenario scenario) {
        switch (scenario) {
            case FIRST_RELEASE -> forget();
            case ADOPT -> {
                forget();
                createService();
            }
            case DELIVER -> {
                if (active().isEmpty()) {
                    deliver(VERSIONS.get(0));
                }
            }
            case COLD_ROLLBACK -> {
                prepare(Scenario.DELIVER);
                deliver(other());
            }
            case DELIVER_OVER_A_STANDBY, WARM_ROLLBACK, RETIRE -> {
                prepare(Scenario.DELIVER);
                if (ledger().flatMap(Ledger::standby).isEmpty()) {
                    deliver(other(), "--keep-standby", "1h");
                }
            }
        }
    }

    String[] command(Scenario scenario) {
        return switch (scenario) {
            case FIRST_RELEASE -> arguments("deliver", "--image", LAB.image("1.0"), "--spec", spec);
            case DELIVER -> arguments("deliver", "--image", LAB.image(other()), "--pre-pull");
            case DELIVER_OVER_A_STANDBY -> arguments("deliver", "--image", LAB.image(other()));
            case WARM_ROLLBACK -> arguments("rollback");
            case COLD_ROLLBACK -> arguments("rollback", "--to", "#" + previous());
            case RETIRE -> arguments("retire");
            case ADOPT -> arguments("adopt", "--service", handmade);
        };
    }

    private String[] arguments(String command, String... options) {
        return Stream.concat(Stream.of(command, CLUSTER.name, app.name()), Stream.of(options))
                .toArray(String[]::new);
    }

    void expireLease() {
        CLUSTER.expireLease(app);
    }

    /** Returns the outcome. */
    String resume() {
        if (ledger().isEmpty()) {
            return "nothing had begun";
        }
        Cli.Outcome outcome = Cli.run(arguments("resume"));
        assertThat(outcome.status()).as(outcome.text()).isIn(0, 1);
        return outcome.json().path("outcome").asText();
    }

    /** Likewise, by someone who does not know what was killed. */
    String beginAnew() {
        String version = other();
        deliver(version);
        assertThat(active().orElseThrow().release().version()).isEqualTo(version);
        return "done";
    }

    private void deliver(String version, String... options) {
        List<String> all = new ArrayList<>(List.of("--image", LAB.image(version)));
        if (active().isEmpty() || firstIsUnfinished()) {
            all.addAll(List.of("--spec", spec));
        }
        all.addAll(List.of(options));
        Cli.run(arguments("deliver", all.toArray(String[]::new))).expect(0);
    }

    private void createService() {
        CLUSTER.docker(
                "service",
                "create",
                "--detach",
                "--quiet",
                "--name",
                handmade,
                "--with-registry-auth",
                "--endpoint-mode",
                "dnsrr",
                "--network",
                "apps",
                "--stop-grace-period",
                "3s",
                LAB.image("1.0"));
        Await.until(handmade + " runs", () -> !CLUSTER.runningTasks(handmade).isEmpty());
    }

    private Optional<Ledger> ledger() {
        return CLUSTER.ledgers.read(app).map(read -> read.ledger());
    }

    private Optional<PlacedRelease> active() {
        return ledger().flatMap(Ledger::active);
    }

    /** Rolling it back leaves nothing to take a spec from. */
    private boolean firstIsUnfinished() {
        return ledger().flatMap(Ledger::delivery)
                .filter(left -> left.from().isEmpty())
                .isPresent();
    }

    /** A version that is neither live nor being delivered; the standby's only if there is no other. */
    private String other() {
        Set<String> taken = versions(Ledger::active, ledger -> ledger.delivery().map(Delivery::to));
        Set<String> standby = versions(Ledger::standby);
        return VERSIONS.stream()
                .filter(version -> !taken.contains(version))
                .min(Comparator.comparing(standby::contains))
                .orElseThrow();
    }

    @SafeVarargs
    private Set<String> versions(Function<Ledger, Optional<PlacedRelease>>... which) {
        return ledger().stream()
                .flatMap(ledger -> Stream.of(which).flatMap(one -> one.apply(ledger).stream()))
                .map(placed -> placed.release().version())
                .collect(Collectors.toSet());
    }

    private int previous() {
        int live = active().orElseThrow().release().number();
        return CLUSTER.ledgers.keptReleases(app).stream()
                .filter(number -> number != live)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** Ledger, services and every proxy agree; nothing is in progress, and the Swarm contains nothing else. */
    void assertConsistent() {
        List<String> services = names("service", app + "-");
        if (ledger().isEmpty()) {
            assertThat(services).as("services without a ledger").isEmpty();
            return;
        }
        Ledger ledger = ledger().get();
        assertThat(ledger.delivery()).isEmpty();
        assertThat(ledger.lease()).isEmpty();
        assertThat(ledger.leftover()).isEmpty();
        List<String> placed =
                ledger.placed().stream().map(PlacedRelease::service).distinct().toList();
        assertThat(CLUSTER.services(app)).containsExactlyInAnyOrderElementsOf(placed);
        assertThat(placed).containsAll(services);
        TrafficRouter.Route route =
                new TrafficRouter.Route(ledger.active().map(PlacedRelease::target), Optional.empty());
        TrafficRouter.View view = CLUSTER.router.view(app);
        assertThat(view.proves(route)).as("%s: %s", route, view.describe()).isTrue();
        ledger.active()
                .ifPresent(active -> assertThat(CLUSTER.runningTasks(active.service()))
                        .as("tasks of %s", active)
                        .isNotEmpty());
        assertKept(ledger);
        assertThat(names("secret", app.name())).as("secrets").isEmpty();
    }

    /** The spec of every release that was live, up to the limit, and no other. */
    private void assertKept(Ledger ledger) {
        List<Integer> kept = CLUSTER.ledgers.keptReleases(app);
        List<String> configs = new ArrayList<>(List.of(app + ".ledger"));
        kept.forEach(number -> configs.add(app + ".release." + number));
        assertThat(names("config", app + ".")).as("configs").containsExactlyInAnyOrderElementsOf(configs);
        assertThat(kept)
                .containsAll(ledger.placed().stream()
                        .map(each -> each.release().number())
                        .toList());
        List<HistoryEntry> history = ledger.history();
        // A release that differs from all later ones is kept for longer than a full history reaches back.
        int oldest = history.size() < Ledger.HISTORY
                ? 0
                : history.get(history.size() - 1).release();
        assertThat(history.stream()
                        .filter(entry -> entry.outcome().equals("done"))
                        .map(HistoryEntry::release))
                .as("releases that were live")
                .containsAll(kept.stream().filter(number -> number >= oldest).toList());
    }

    private static List<String> names(String kind, String like) {
        return CLUSTER.docker(kind, "ls", "--format", "{{.Name}}", "--filter", "name=" + like)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
