package io.jenkins.plugins.swarmdelivery.jenkins.config;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterConnection;
import io.jenkins.plugins.swarmdelivery.cluster.RegistryCheck;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.router.ClientStore;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.router.RouterInMemory;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import io.jenkins.plugins.swarmdelivery.router.TraefikCheck;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** A connection to a cluster in memory. */
public final class FakeConnection implements ClusterConnection {
    /** Runs jobs in a cluster without an engine. */
    public interface Jobs {
        TestRunner jobs(Optional<Application> beside, List<String> networks, List<String> constraints, Stop stop);
    }

    private final FakeCluster fake;
    private final Jobs jobs;
    private Optional<String> refusal = Optional.empty();
    private List<TraefikCheck.Finding> findings = List.of();
    private RoutedBy routedBy = RoutedBy.ROUTES;
    private Optional<BiFunction<Optional<ClientStore>, RouterSite.Attendant, RouterSite>> sites = Optional.empty();
    private boolean closed;

    public FakeConnection(FakeCluster fake) {
        this(fake, (beside, networks, constraints, stop) -> {
            throw new UnsupportedOperationException("no jobs in this cluster");
        });
    }

    public FakeConnection(FakeCluster fake, Jobs jobs) {
        this.fake = fake;
        this.jobs = jobs;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public Swarm swarm() {
        return fake.swarm();
    }

    @Override
    public TrafficRouter router() {
        return fake.router();
    }

    @Override
    public DeliveryEngine engine() {
        return fake.engine();
    }

    @Override
    public TestRunner jobs(Optional<Application> beside, List<String> networks, List<String> constraints, Stop stop) {
        return jobs.jobs(beside, networks, constraints, stop);
    }

    /** Its router is Traefik, and the check of its settings says this. */
    public FakeConnection behindTraefik(TraefikCheck.Finding... said) {
        routedBy = RoutedBy.ROUTES_AND_TRAEFIK;
        findings = List.of(said);
        return this;
    }

    @Override
    public List<TraefikCheck.Finding> checkTraefik() {
        return findings;
    }

    @Override
    public RoutedBy routedBy() {
        return routedBy;
    }

    /** The router of this cluster is set up there, with the settings of Jenkins. */
    public FakeConnection withRouter(RouterInMemory proxies, SwarmCluster cluster) {
        sites = Optional.of((store, attendant) -> proxies.site(
                (HaproxySettings) ClusterReader.forRouter(cluster).router().orElseThrow(), store, attendant));
        return this;
    }

    @Override
    public RouterSite routerSite(Optional<ClientStore> store, RouterSite.Attendant attendant) {
        return sites.orElseThrow().apply(store, attendant);
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    /** The registry refuses every login, for this reason. */
    void refuseLogin(String why) {
        refusal = Optional.of(why);
    }

    @Override
    public List<RegistryCheck> logins() {
        return List.of(
                new RegistryCheck(
                        "releaser at registry:5000",
                        () -> refusal.ifPresent(why -> {
                            throw new SwarmException.Rejected(why, null);
                        })),
                new RegistryCheck("builder at registry:5000", () -> {}));
    }

    @Override
    public void close() {
        closed = true;
    }
}
