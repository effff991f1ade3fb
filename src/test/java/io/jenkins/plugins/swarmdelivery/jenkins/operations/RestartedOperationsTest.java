package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.Progress;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory;
import io.jenkins.plugins.swarmdelivery.router.RouterInMemory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Jenkins goes down while an operation that a user started runs; the cluster in memory survives. */
class RestartedOperationsTest {
    private static final Application GO_DEMO = new Application("go-demo");
    private static final Author ANNA = new Author("anna", "https://jenkins.example/page/", "", "");

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    @BeforeEach
    void twoReleases() {
        ClusterInMemory.reset();
        ClusterInMemory.fake.catchUp();
        ClusterInMemory.fake.deliver("1.0");
        ClusterInMemory.fake.deliver("2.0");
    }

    private static FakeCluster fake() {
        return ClusterInMemory.fake;
    }

    private static Operation rollback(String to) {
        ClusterInMemory.configure();
        String mark = LedgerMark.of(ledger());
        return Operations.get().rollback("staging", "go-demo", Optional.of(to), mark, ANNA);
    }

    private static Ledger ledger() {
        return fake().engine().status(GO_DEMO).ledger();
    }

    private static Operation newest() {
        return Operations.get().of("staging", "go-demo").get(0);
    }

    private static Operation ended() throws InterruptedException {
        while (newest().getState().isLive()) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return newest();
    }

    private static List<String> said(Operation operation) {
        return operation.getLines().stream().map(Operation.Line::text).toList();
    }

    private static void awaitPhase(Phase phase) throws InterruptedException {
        while (!fake().standsIn(phase)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Test
    void resumesAConvergingRollback() throws Throwable {
        fake().neverHealthy("1.0");
        sessions.then(jenkins -> {
            rollback("#1");
            awaitPhase(Phase.CONVERGING);
        });
        fake().healthy("1.0");
        sessions.then(jenkins -> {
            Operation operation = ended();
            assertThat(operation.getState()).as("%s", said(operation)).isEqualTo(RecordState.DONE);
            assertThat(said(operation))
                    .contains("Roll back go-demo on staging, asked for by anna", "continues after a restart of Jenkins")
                    .last()
                    .asString()
                    .contains("1.0: done");
            assertThat(operation.author()).isEqualTo(ANNA);
            assertThat(operation.getRecords())
                    .singleElement()
                    .satisfies(record -> assertThat(record.getState()).isEqualTo(RecordState.DONE));
        });
        assertThat(fake().live()).isEqualTo("blue 1.0");
        assertThat(fake().history()).extracting(HistoryEntry::event).containsExactly("rollback", "release", "release");
        fake().clean();
    }

    /** Jenkins ends when the ledger contains the share, and no replica of the router has it yet. */
    private void shareAndEnd() throws Throwable {
        fake().deploy("3.0");
        fake().cutOffIn(Phase.SHARING);
        sessions.then(jenkins -> {
            ClusterInMemory.configure();
            Operations.get().share("staging", "go-demo", "5%", LedgerMark.of(ledger()), ANNA);
            while (newest().delivery().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });
        assertThat(fake().standsIn(Phase.SHARING)).isTrue();
        fake().connect();
    }

    @Test
    void resumesAShare() throws Throwable {
        shareAndEnd();
        sessions.then(jenkins -> {
            Operation operation = ended();
            assertThat(operation.getState()).as("%s", said(operation)).isEqualTo(RecordState.DONE);
            assertThat(operation.getTitle()).isEqualTo("Share 5% of the users of go-demo on staging");
            assertThat(said(operation))
                    .contains("continues after a restart of Jenkins")
                    .endsWith("blue 3.0 gets 5% of the users");
        });
        assertThat(fake().shared()).isEqualTo(5);
        assertThat(fake().history().get(0).author()).isEqualTo(ANNA);
    }

    @Test
    void setsAShareOnce() throws Throwable {
        shareAndEnd();
        fake().pass(Duration.ofMinutes(2));
        resume(ANNA);
        sessions.then(jenkins ->
                assertThat(ended().getState()).as("%s", said(newest())).isEqualTo(RecordState.DONE));
        assertThat(fake().shared()).isEqualTo(5);
        assertThat(fake().history()).extracting(HistoryEntry::event).containsExactly("share", "release", "release");
    }

    /** Somebody else has set another share since. */
    @Test
    void reportsAShareThatWasSetMeanwhile() throws Throwable {
        shareAndEnd();
        fake().pass(Duration.ofMinutes(2));
        resume(ANNA);
        fake().share(20);
        sessions.then(jenkins -> {
            assertThat(ended().getState()).as("%s", said(newest())).isEqualTo(RecordState.DONE);
            assertThat(said(newest())).endsWith("while Jenkins was down: share of 3.0: done: 5% of the users");
        });
        assertThat(fake().shared()).isEqualTo(20);
    }

    @Test
    void reportsThatTheCandidateIsGoneSinceTheShare() throws Throwable {
        shareAndEnd();
        fake().supersede();
        sessions.then(jenkins -> {
            assertThat(ended().getState()).as("%s", said(newest())).isEqualTo(RecordState.FAILED);
            assertThat(said(newest())).last().asString().startsWith("while Jenkins was down: release of 3.0: failed");
        });
        assertThat(fake().shared()).isZero();
        fake().clean();
    }

    private static void resume(Author author) {
        DeliveryEngine engine = fake().engine();
        DeliveryRun run = engine.start(
                        Order.Resume.of(GO_DEMO), new Claim(author.name(), "resume", author), DeliveryLog.NONE)
                .orElseThrow();
        while (engine.advance(run) instanceof Progress.Continue) {
            assertThat(run.delivery().phase().terminal()).isFalse();
        }
    }

    @Test
    void restoresTheFormerRouterBeforeJenkinsEnds() throws Throwable {
        RouterInMemory proxies = new RouterInMemory();
        ClusterInMemory.proxies = proxies;
        proxies.servesNothing("haproxy:9");
        sessions.then(jenkins -> {
            ClusterInMemory.configure();
            Operation first = setUp(RouterRequest.of(Map.of("applications", "shop=8080")::get));
            awaitEnd(first);
            assertThat(first.getState()).as("%s", said(first)).isEqualTo(RecordState.DONE);
            setUp(RouterRequest.of(Map.of("image", "haproxy:9")::get));
            while (!image(proxies).startsWith("haproxy:9")) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        });

        assertThat(image(proxies)).startsWith("haproxy:3.0");
        sessions.then(jenkins -> {
            Operation stopped = RouterOperations.of("staging").get(0);
            assertThat(stopped.getState()).isEqualTo(RecordState.FAILED);
            assertThat(said(stopped))
                    .last()
                    .asString()
                    .contains("Jenkins is shutting down", "the former router is restored");
        });
        proxies.close();
    }

    private static Operation setUp(RouterRequest request) throws InterruptedException {
        Operation plan = RouterOperations.plan("staging", request, ANNA);
        awaitEnd(plan);
        return RouterOperations.setUp(plan, ANNA);
    }

    private static void awaitEnd(Operation operation) throws InterruptedException {
        while (operation.getState().isLive()) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static String image(RouterInMemory proxies) {
        return proxies.image("swarm-router").orElse("");
    }

    @Test
    void reportsARollbackThatEndedMeanwhile() throws Throwable {
        fake().neverHealthy("1.0");
        sessions.then(jenkins -> {
            rollback("#1");
            awaitPhase(Phase.CONVERGING);
        });
        fake().supersede();
        sessions.then(jenkins -> {
            Operation operation = ended();
            assertThat(operation.getState())
                    .isEqualTo(RecordState.of(fake().history().get(0).outcome()));
            assertThat(said(operation)).last().asString().startsWith("while Jenkins was down: rollback of 1.0: ");
            assertThat(operation.getRecords())
                    .singleElement()
                    .satisfies(record -> assertThat(record.getState().isLive()).isFalse());
        });
    }

    @Test
    void rollbackNeverCompletesAnothersDelivery() throws Throwable {
        fake().leaveUnfinished("3.0", Phase.CONVERGING);
        fake().pass(Duration.ofMinutes(2));
        sessions.then(jenkins -> {
            ClusterInMemory.configure();
            Operations.get().rollback("staging", "go-demo", Optional.empty(), LedgerMark.of(ledger()), ANNA);
            while (newest().delivery().isEmpty() && newest().getState().isLive()) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        });
        sessions.then(jenkins ->
                assertThat(ended().getState()).as("%s", said(newest())).isEqualTo(RecordState.DONE));
        assertThat(fake().live()).isEqualTo("green 2.0");
        fake().clean();
    }

    @Test
    void keepsFinishedOperationsWithTheirLogs() throws Throwable {
        sessions.then(jenkins -> {
            rollback("#1");
            assertThat(ended().getState()).isEqualTo(RecordState.DONE);
        });
        sessions.then(jenkins -> {
            assertThat(newest().getState()).isEqualTo(RecordState.DONE);
            assertThat(newest().getTitle()).isEqualTo("Roll back go-demo on staging");
            assertThat(said(newest())).anyMatch(line -> line.startsWith("switching: "));
            for (int i = 0; i < 25; i++) {
                Operations.get().unlock("staging", "go-demo", "no lease", "none", ANNA);
                ended();
            }
            assertThat(Operations.get().of("staging", "go-demo")).hasSize(20);
        });
        sessions.then(jenkins -> assertThat(Operations.get().of("staging", "go-demo"))
                .hasSize(20)
                .allSatisfy(operation -> assertThat(operation.getTitle()).startsWith("Unlock")));
    }

    @Test
    void boundsTheLogInLinesAndSize() {
        Operation operation = new Operation(
                "12345678",
                OperationRequest.unlock("hangs", "mark"),
                "staging",
                "go-demo",
                ANNA,
                java.time.Instant.EPOCH);
        for (int i = 0; i < 600; i++) {
            operation.say("line " + i + " " + "x".repeat(i % 2 == 0 ? 5_000 : 10));
        }

        assertThat(operation.getLines()).hasSizeLessThanOrEqualTo(500);
        assertThat(said(operation)).last().asString().startsWith("line 599");
        assertThat(said(operation).stream().mapToInt(String::length).sum()).isLessThanOrEqualTo(100_000);
    }
}
