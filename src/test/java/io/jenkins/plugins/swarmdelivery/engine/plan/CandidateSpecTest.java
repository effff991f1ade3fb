package io.jenkins.plugins.swarmdelivery.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The few edits that make a candidate of a live service's spec. */
class CandidateSpecTest {
    private static final Application APP = new Application("go-demo");
    private static final PlacedRelease CANDIDATE = new PlacedRelease(
            new Release(2, "2.0", ImageReference.parse("go-demo:2.0"), Author.named("anna"), Instant.EPOCH),
            Color.GREEN,
            new PlacedRelease.ServiceRef("go-demo-green", "", ""),
            Instant.EPOCH,
            false);

    private static CandidateSpec of(ServiceSpec base, String... placement) {
        return CandidateSpec.of(
                base,
                CANDIDATE,
                new CandidateSpec.Edits(APP, Optional.of(4L), List.of(placement), Optional.empty(), "d1"),
                Map.of());
    }

    @Test
    void onlyTheIntendedFieldsDiffer() {
        ServiceSpec base = TestBed.spec().edited(tree -> {
            Json.object(tree, "TaskTemplate", "ContainerSpec", "Sysctls").put("net.core.somaxconn", "1024");
            Json.object(tree, "Whatever", "Docker", "Adds").put("Next", List.of(1, Map.of("a", 2.5)));
        });
        List<SpecDiff.Change> changes = SpecDiff.between(base, of(base).spec());
        assertThat(changes)
                .extracting(SpecDiff.Change::path)
                .containsExactly(
                        "Labels.io.jenkins.swarm-delivery.application",
                        "Labels.io.jenkins.swarm-delivery.color",
                        "Labels.io.jenkins.swarm-delivery.delivery",
                        "Labels.io.jenkins.swarm-delivery.release",
                        "Mode.Replicated.Replicas",
                        "Name",
                        "TaskTemplate.ContainerSpec.Image");
    }

    @Test
    void whatWouldShowTheCandidateToOthersStaysBehindAndIsTold() {
        ServiceSpec base = TestBed.spec()
                .withLabels(Map.of(
                        "team", "shop",
                        "traefik.enable", "true",
                        "com.df.notify", "true",
                        "com.docker.stack.namespace", "shop"))
                .edited(tree -> {
                    Json.object(tree, "TaskTemplate")
                            .put("Networks", List.of(Map.of("Target", "apps", "Aliases", List.of("shop"))));
                    Json.object(tree, "EndpointSpec").put("Ports", List.of(Map.of("PublishedPort", 80)));
                    Json.object(tree, "EndpointSpec").put("Mode", "dnsrr");
                });
        CandidateSpec candidate = of(base);
        assertThat(candidate.spec().labels())
                .containsEntry("team", "shop")
                .doesNotContainKeys("traefik.enable", "com.df.notify", "com.docker.stack.namespace");
        assertThat(candidate.spec().networks()).containsExactly(Map.of("Target", "apps"));
        assertThat(candidate.spec().publishedPorts()).isEmpty();
        assertThat(Json.text(candidate.spec().tree(), "EndpointSpec", "Mode")).contains("dnsrr");
        assertThat(candidate.ports()).hasSize(1);
        assertThat(candidate.dropped()).hasSize(4).anyMatch(line -> line.contains("network aliases [shop]"));
        assertThat(base.labels()).containsKey("traefik.enable");
    }

    @Test
    void networksAtTheTopMoveToTheTasks() {
        ServiceSpec base = TestBed.spec().edited(tree -> {
            Json.object(tree, "TaskTemplate").remove("Networks");
            tree.put("Networks", List.of(Map.of("Target", "old")));
        });
        ServiceSpec spec = of(base).spec();
        assertThat(Json.list(spec.tree(), "TaskTemplate", "Networks")).containsExactly(Map.of("Target", "old"));
        assertThat(spec.tree()).doesNotContainKey("Networks");
    }

    @Test
    void requiredPlacementIsAddedOnceAndNothingElseIsLost() {
        ServiceSpec base = TestBed.spec()
                .edited(tree -> Json.object(tree, "TaskTemplate", "Placement")
                        .put("Constraints", List.of("node.role == worker", "node.labels.env == prod-like")));
        assertThat(of(base, "node.labels.env==prod-like", "node.labels.disk==ssd")
                        .spec()
                        .constraints())
                .containsExactly("node.role == worker", "node.labels.env == prod-like", "node.labels.disk==ssd");
    }

    @Test
    void globalServiceStaysGlobal() {
        ServiceSpec base = TestBed.spec().edited(tree -> tree.put("Mode", Map.of("Global", Map.of())));
        assertThat(of(base).spec().mode()).isEqualTo(new ServiceSpec.Mode.Global());
    }

    @Test
    void labelsOfTraefikAreTakenOverByItsRouterAlone() {
        ServiceSpec base = TestBed.spec().withLabels(Map.of("traefik.enable", "true", "team", "shop"));
        Map<String, String> routed = Map.of(Labels.ROUTER, "traefik", "traefik.http.services.go-demo-green.x", "y");

        CandidateSpec made = CandidateSpec.of(
                base,
                CANDIDATE,
                new CandidateSpec.Edits(APP, Optional.of(4L), List.of(), Optional.empty(), "d1"),
                routed);

        assertThat(made.spec().labels())
                .containsAllEntriesOf(routed)
                .containsEntry("team", "shop")
                .doesNotContainKey("traefik.enable");
        assertThat(made.dropped()).isEmpty();
        assertThat(CandidateSpec.withoutRouting(made.spec()).labels())
                .doesNotContainKey("traefik.http.services.go-demo-green.x");
        assertThat(of(base).dropped()).singleElement().asString().contains("label traefik.enable=true");
    }

    @Test
    void labelsOfAnAdoptedServiceCompareAsTheCandidateKeepsThem() {
        ServiceSpec adopted =
                TestBed.spec().withLabels(Map.of("traefik.enable", "true", Labels.ROUTER, "traefik-adopted"));
        ServiceSpec handedOver = TestBed.spec()
                .withLabels(Map.of(
                        "swarm-delivery.traefik.enable",
                        "true",
                        "traefik.enable",
                        "true",
                        Labels.ROUTER,
                        "traefik-adopted"));

        for (ServiceSpec spec : List.of(adopted, handedOver)) {
            assertThat(CandidateSpec.withoutRouting(spec).labels())
                    .containsEntry("swarm-delivery.traefik.enable", "true")
                    .doesNotContainKey("traefik.enable");
        }
    }
}
