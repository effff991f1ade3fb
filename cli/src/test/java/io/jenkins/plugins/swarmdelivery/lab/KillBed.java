package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
        CONFIGURE,
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
    private final KillContents contents;

    KillBed(Application app, KillContents contents) {
        this.app = app;
        this.handmade = "hand-" + app;
        this.contents = contents;
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
            case CONFIGURE -> prepare(Scenario.DELIVER);
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
            case FIRST_RELEASE -> arguments("deliver", contents.release("1.0", true));
            case DELIVER -> arguments("deliver", contents.release(other(), false), "--pre-pull");
            case DELIVER_OVER_A_STANDBY -> arguments("deliver", contents.release(other(), false));
            case WARM_ROLLBACK -> arguments("rollback");
            case COLD_ROLLBACK -> arguments("rollback", "--to", "#" + previous());
            case RETIRE -> arguments("retire");
            case CONFIGURE -> arguments("configure", "--set", "LOG_LEVEL=" + UUID.randomUUID());
            case ADOPT -> arguments("adopt", "--service", handmade);
        };
    }

    private String[] arguments(String command, String... options) {
        return arguments(command, List.of(), options);
    }

    private String[] arguments(String command, List<String> release, String... options) {
        return Stream.of(Stream.of(command, CLUSTER.name, app.name()), release.stream(), Stream.of(options))
                .flatMap(Function.identity())
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
        boolean first = active().isEmpty() || firstIsUnfinished();
        Cli.run(arguments("deliver", contents.release(version, first), options)).expect(0);
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
        if (ledger().isEmpty()) {
            assertThat(CLUSTER.services(app)).as("services without a ledger").isEmpty();
            return;
        }
        Ledger ledger = ledger().get();
        assertThat(ledger.delivery()).isEmpty();
        assertThat(ledger.lease()).isEmpty();
        assertThat(ledger.leftover()).isEmpty();
        assertServices(ledger);
        TrafficRouter.Route route =
                new TrafficRouter.Route(ledger.active().map(PlacedRelease::target), Optional.empty());
        TrafficRouter.View view = CLUSTER.router.view(app);
        assertThat(view.proves(route)).as("%s: %s", route, view.describe()).isTrue();
        assertKept(ledger);
        assertThat(owned("secret"))
                .as("secrets")
                .hasSize(contents.secrets(ledger.active().isPresent()));
        // Those of the colors are made once, and kept.
        assertThat(owned("network")).as("networks").isSubsetOf(contents.networks(app));
    }

    /** No other color's services, and all of those that the ledger names. */
    private void assertServices(Ledger ledger) {
        List<String> placed = ledger.placed().stream()
                .flatMap(each -> each.services().stream())
                .map(PlacedRelease.ServiceRef::name)
                .distinct()
                .toList();
        List<String> shared = contents.shared(app);
        assertThat(CLUSTER.services(app).stream().filter(name -> !shared.contains(name)))
                .containsExactlyInAnyOrderElementsOf(placed);
        assertThat(placed).containsAll(names("service", app + "-"));
        ledger.active()
                .ifPresent(active -> Stream.concat(
                                active.services().stream().map(PlacedRelease.ServiceRef::name), shared.stream())
                        .forEach(name -> assertThat(CLUSTER.runningTasks(name))
                                .as("tasks of %s of %s", name, active)
                                .isNotEmpty()));
    }

    /** The spec of every release that was live, up to the limit, and no other. */
    private void assertKept(Ledger ledger) {
        List<Integer> kept = CLUSTER.ledgers.keptReleases(app);
        List<String> configs = new ArrayList<>(List.of(app + ".ledger"));
        kept.forEach(number -> configs.add(app + ".release." + number));
        assertThat(owned("config").stream().filter(name -> !contents.isContent(name)))
                .as("configs")
                .containsExactlyInAnyOrderElementsOf(configs);
        assertThat(owned("config").stream().filter(contents::isContent))
                .as("contents")
                .hasSize(contents.configs(ledger.active().isPresent()));
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

    /** Those that the application's label is on, except for the key that names of secrets are made with: it stays. */
    private List<String> owned(String kind) {
        return listed(kind, "label=" + Labels.APPLICATION + "=" + app).stream()
                .filter(name -> !name.equals(app + ".key"))
                .toList();
    }

    private static List<String> names(String kind, String like) {
        return listed(kind, "name=" + like);
    }

    private static List<String> listed(String kind, String filter) {
        return CLUSTER.docker(kind, "ls", "--format", "{{.Name}}", "--filter", filter)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }
}
