package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Backend.Servers;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy checks a task whose address it was told, before its DNS lists it. */
class HaproxyEarlyTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";
    private static final Application SHOP = new Application("shop");
    private static final Target GREEN = new Target(Color.GREEN, "2.0");
    private static final String SERVICE = "shop-green";
    private static final String TASK = "127.9.0.2";

    private final Deque<Closeable> opened = new ArrayDeque<>();
    private TasksDns dns;
    private QuickTask task;
    private HaproxyProcess haproxy;
    private HaproxyRouter router;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        dns = open(new TasksDns());
        task = open(new QuickTask(address(), 0));
        RoutedApplication shop = new RoutedApplication(
                SHOP, task.port(), List.of(), Optional.empty(), Optional.of("/healthz"), RoutedApplication.SLOTS);
        RouterSetup setup = RouterSetup.of(List.of(shop));
        haproxy = open(new HaproxyProcess(folder, setup, dns.port()));
        TestCertificates server = TestCertificates.make(folder, EC, "dns:swarm-router");
        TestCertificates client = TestCertificates.make(folder, EC, "dns:delivery");
        FakeHaproxy admin = open(new FakeHaproxy(server.admitting(client)));
        admin.delegate = haproxy::send;
        RouterSwarm swarm = new RouterSwarm();
        swarm.node("s1", "ready");
        swarm.task("t1", "s1", "running", admin.port());
        swarm.labels(Map.of(RoutedHosts.LABEL, RoutedHosts.write(setup.applications())));
        swarm.joinNetwork("net1");
        router = new HaproxyRouter(
                swarm, HaproxyTestBed.settings("swarm-router", client.trusting(server)), Clock.systemUTC());
    }

    private <T extends Closeable> T open(T each) {
        opened.push(each);
        return each;
    }

    @AfterEach
    void stop() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private static InetAddress address() throws IOException {
        return InetAddress.getByName(TASK);
    }

    private void tell() {
        Task starting = new Task(
                "t7",
                new Task.Place(1, "n1", List.of(new Task.Attachment("net1", "apps", TASK))),
                new Task.Condition("starting", "running", "", Instant.EPOCH),
                new Task.Container("c7", "shop", Optional.empty(), List.of()));
        router.checkEarly(SHOP, Color.GREEN, Map.of(SERVICE, List.of(starting)));
    }

    private EarlySlots slots() {
        return slots("early_shop_green");
    }

    private EarlySlots slots(String backend) {
        try {
            return EarlySlots.parse(haproxy.send(HaproxyStats.command(backend)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Servers servers() {
        return router.look(SHOP, Color.GREEN).backends().get(0).servers(SERVICE).orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @Test
    void taskIsCheckedButGetsNoRequestBeforeTheDnsListsIt() throws Exception {
        tell();
        await(() -> slots().passed().size() == 1);

        assertThat(slots().passed()).containsExactly(TASK + ":" + task.port());
        assertThat(servers()).isEqualTo(new Servers(RoutedApplication.SLOTS, 0, 0));
        Route preview = new Route(Optional.empty(), Optional.of(GREEN));
        assertThat(router.route(SHOP, preview, Fence.NONE).proves(preview)).isTrue();
        assertThat(haproxy.get(haproxy.preview, "any", "/")).startsWith("HTTP/1.1 503 ");

        dns.list(SERVICE, address());
        await(() -> servers().used() == 1);
        assertThat(servers().up()).as("at once, by the early check").isEqualTo(1);
        assertThat(haproxy.get(haproxy.preview, "any", "/")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void taskThatFailsTheEarlyCheckMustPassItsOwn() throws Exception {
        task.broken = true;
        tell();
        await(() -> slots().servers().values().stream()
                .anyMatch(slot -> slot.status().equals("DOWN")));

        dns.list(SERVICE, address());
        await(() -> slots("be_shop_green").servers().values().stream().anyMatch(slot -> slot.isAt(TASK)));
        assertThat(servers().up()).isZero();
        task.broken = false;
        await(() -> servers().up() == 1);
    }

    @Test
    void checksEndAndBeginAgain() throws Exception {
        tell();
        await(() -> slots().passed().size() == 1);

        router.checkEarly(SHOP, Color.BLUE, Map.of());
        assertThat(slots().servers().values()).allMatch(EarlySlots.Slot::unused);

        task.broken = true;
        tell();
        assertThat(slots().passed()).as("the former result does not count").isEmpty();
        task.broken = false;
        await(() -> slots().passed().size() == 1);
    }
}
