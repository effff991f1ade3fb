package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FakeConnection;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ApplicationView;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ClusterView;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ClusterWatch;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.MissingWatch;
import io.jenkins.plugins.swarmdelivery.router.RouterInMemory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.htmlunit.html.HtmlPage;

/** The cluster that pages show: in memory, with a clock that almost stands still during queries. */
public abstract class PagesCluster implements ClusterConnector {
    static final String APPLICATION = "swarm-delivery/cluster/staging/application/go-demo/";

    static FakeCluster fake = new FakeCluster();
    /** While it is closed, no connection is made. */
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    private static FakeCluster elsewhere = new FakeCluster();

    /** Where the router of a cluster is set up. */
    static RouterInMemory proxies = new RouterInMemory();

    /** A cluster {@code staging} where 2.0 is live. */
    static void begin() {
        fake = new FakeCluster();
        fake.catchUp();
        fake.deliver("1.0");
        fake.deliver("2.0");
        SwarmCluster staging = new SwarmCluster("staging", List.of("tcp://10.0.0.1:2375"));
        staging.setAllowPlaintext(true);
        SwarmDeliveryConfiguration.get().setClusters(List.of(staging));
    }

    /** Blocks connections to clusters until {@link #unblock}. */
    static void block() {
        gate = new CountDownLatch(1);
    }

    static void unblock() {
        gate.countDown();
    }

    /** A second cluster, {@code elsewhere}, without deliveries. */
    static void addElsewhere() {
        elsewhere = new FakeCluster();
        SwarmCluster cluster = new SwarmCluster("elsewhere", List.of("tcp://10.0.0.2:2375"));
        cluster.setAllowPlaintext(true);
        SwarmDeliveryConfiguration settings = SwarmDeliveryConfiguration.get();
        settings.setClusters(List.of(settings.cluster("staging"), cluster));
    }

    /**
     * Waits until the watch has seen this of {@code staging} as it is now, and triggers queries like an open page. What
     * it saw while the test still changed the cluster, e.g. the lease of a delivery that has ended since, does not
     * count.
     */
    static ClusterView seen(Predicate<ClusterView> what) throws InterruptedException {
        return seen("staging", what.and(PagesCluster::isCurrent));
    }

    private static boolean isCurrent(ClusterView view) {
        return !view.problem().isEmpty()
                || view.application("go-demo").flatMap(ApplicationView::ledger).equals(fake.ledger());
    }

    static ClusterView seen(String cluster, Predicate<ClusterView> what) throws InterruptedException {
        ClusterView view = ClusterWatch.get().view(cluster);
        while (!what.test(view)) {
            Thread.sleep(50);
            view = ClusterWatch.get().view(cluster);
        }
        return view;
    }

    static void seen() throws InterruptedException {
        seen(view -> view.seenAt().isPresent());
    }

    /** Waits until the view shows this as live, e.g. {@code blue 1.0}. */
    static void seenLive(String placed) throws InterruptedException {
        seen(view -> view.application("go-demo")
                .flatMap(application -> application.ledger())
                .flatMap(ledger -> ledger.active())
                .filter(active -> active.toString().equals(placed))
                .isPresent());
    }

    /** Waits until the missing objects of the kept releases are known to be these. */
    static void seenMissing(Predicate<Map<Integer, List<String>>> what) throws InterruptedException {
        while (!MissingWatch.get().of("staging", "go-demo").filter(what).isPresent()) {
            Thread.sleep(50);
        }
    }

    @Override
    public ClusterConnection connection(SwarmCluster cluster) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        FakeCluster its = cluster.getName().equals("elsewhere") ? elsewhere : fake;
        its.pass(Duration.ofMillis(300));
        return new FakeConnection(its);
    }

    @Override
    public ClusterConnection routerConnection(SwarmCluster cluster) {
        return new FakeConnection(fake).withRouter(proxies, cluster);
    }

    /** The text of a page, without the parts common to all of Jenkins' pages. */
    static String text(HtmlPage page) {
        return page.getElementById("main-panel").asNormalizedText().replaceAll("\\s+", " ");
    }
}
