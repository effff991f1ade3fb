package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One command sets a router up, and brings a running one to what is asked for. */
class RouterUpTest extends RouterTestBed {
    private static final String ROUTER = "swarm-router";

    @Test
    void makesEverythingFromNothing() throws IOException {
        swarm.networks.clear();

        up(apps("shop=8080,host=shop.example.com,check=/up"));

        ServiceSpec spec = swarm.spec(ROUTER);
        assertThat(spec.image()).startsWith("haproxy:3.0@sha256:");
        assertThat(spec.mode()).isInstanceOf(ServiceSpec.Mode.Global.class);
        assertThat(spec.labels()).containsEntry("swarm-delivery.hosts", "shop=shop.example.com");
        assertThat(spec.publishedPorts())
                .extracting(port -> Json.number(port, "PublishedPort").orElseThrow())
                .containsExactly(8080L, 8081L, 9999L);
        assertThat(swarm.networks).extracting(network -> network.name()).containsExactly("apps");
        assertThat(swarm.secrets).hasSize(2);
        for (Path file : files.all()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(swarm.replicas.get("n1").haproxy().commands).contains(HaproxyMap.SHOW);
    }

    @Test
    void theSameOrderAgainChangesNothing() {
        up(apps("shop=8080,host=shop.example.com"));
        List<String> before = List.copyOf(swarm.events);

        assertThat(up(apps("shop=8080,host=shop.example.com"))).isEmpty();
        assertThat(up(image("haproxy:3.0"))).isEmpty();
        assertThat(swarm.events).isEqualTo(before);
    }

    @Test
    void aPlanChangesNothing() {
        List<String> changes = plan(apps("shop=8080")).changes();

        assertThat(changes).anyMatch(line -> line.startsWith("write ")).anyMatch(line -> line.contains("service"));
        assertThat(files.ca()).doesNotExist();
        assertThat(swarm.events).isEmpty();
        up(apps("shop=8080"));
        int events = swarm.events.size();
        assertThat(plan(apps("blog=80,host=blog.example.com")).changes())
                .contains(
                        "route blog=80,host=blog.example.com",
                        "replace the replicas of service swarm-router, one node at a time");
        assertThat(swarm.events).hasSize(events);
    }

    @Test
    void anotherApplicationReplacesOneReplicaAfterTheOther() {
        up(apps("shop=8080,host=shop.example.com"));
        List<String> first = tasks();

        up(apps("blog=80,host=blog.example.com"));

        assertThat(tasks()).doesNotContainAnyElementsOf(first);
        assertThat(said)
                .filteredOn(line -> line.contains("replaced and proven"))
                .hasSize(2);
        assertThat(swarm.replicas.get("n2").haproxy().map)
                .containsOnlyKeys(
                        "shop.active", "shop.preview", "shop.pause", "blog.active", "blog.preview", "blog.pause");
        assertThat(RouterSpec.isHeld(swarm.spec(ROUTER))).isFalse();
        assertThat(swarm.configs).as("those of the former setup are removed").hasSize(2);
    }

    @Test
    void theLastReplicaIsWaitedForWhileDockerCreatesIt() {
        up(apps("shop=8080"));
        swarm.servers = spec -> {
            swarm.unlisted = 3;
            return "";
        };

        up(apps("blog=80,host=blog.example.com"));

        assertThat(said).endsWith("2 replaced and proven: n1 127.0.0.1, n2 127.0.0.1");
    }

    @Test
    void anApplicationIsRemovedByName() {
        up(apps("shop=8080,host=shop.example.com", "blog=80,host=blog.example.com"));

        List<String> changes = up(without("shop"));

        assertThat(changes).contains("stop routing shop=8080,host=shop.example.com");
        assertThat(swarm.replicas.get("n1").haproxy().map)
                .containsOnlyKeys("blog.active", "blog.preview", "blog.pause");
    }

    @Test
    void anUnknownApplicationCannotBeRemoved() {
        refused("--without: \"shop\" is not valid; there is no router yet", without("shop"));
        up(apps("shop=8080,host=shop.example.com", "blog=80,host=blog.example.com"));

        refused("--without: \"shp\" is not valid; the router has shop, blog", without("shp"));
    }

    /** Without the rule, users of the candidate would be back with the live release. */
    @Test
    void shareOutlivesUpdate() {
        up(apps("shop=8080,host=shop.example.com,share=cookie", "blog=80,host=blog.example.com"));
        route("shop.active", "blue/1.0|green/2.0|5");

        refused(
                "share of shop: missing; two releases share its users now; keep share=cookie, or take the share back"
                        + " first",
                apps("shop=9000,host=shop.example.com"));
        refused("keep share=cookie", apps("shop=9000,host=shop.example.com,share=source"));

        up(apps("shop=9000,host=shop.example.com,share=cookie"));
        assertThat(swarm.spec(ROUTER).labels()).containsEntry("swarm-delivery.shop.active", "blue/1.0|green/2.0|5");
    }

    @Test
    void usersOfALiveApplicationAreNotCutOffInSilence() {
        up(apps("shop=8080,host=shop.example.com", "blog=80,host=blog.example.com"));
        route("shop.active", "green/2.0");
        route("shop.writer", "d7/1");
        route("blog.active", "blue/1.0");

        refused(
                "users of live applications would be cut off: shop; remove these first, or add --cut-off-users",
                without("shop"));
        up(without("shop", RouterOrder.Loss.USERS));

        assertThat(swarm.spec(ROUTER).labels())
                .doesNotContainKeys("swarm-delivery.shop.active", "swarm-delivery.shop.writer")
                .containsEntry("swarm-delivery.blog.active", "blue/1.0");
    }

    @Test
    void aStaleRouteIsRemovedAndComesBackWithNoApplication() {
        up(apps("shop=8080,host=shop.example.com", "blog=80,host=blog.example.com"));
        up(without("shop"));
        route("shop.active", "green/2.0");

        assertThat(up(apps())).containsExactly("remove the stale routes of shop");
        up(apps("shop=8080,host=shop.example.com"));
        assertThat(swarm.replicas.get("n1").haproxy().map).containsEntry("shop.active", "none");
    }

    @Test
    void theRouteOfARemovedApplicationIsThereWhenTheFormerRouterIsRestored() {
        up(apps("shop=8080,host=shop.example.com", "blog=80,host=blog.example.com"));
        route("shop.active", "green/2.0");
        ServiceSpec former = swarm.spec(ROUTER);
        swarm.broken = "haproxy";

        assertThatThrownBy(() -> up(without("shop", RouterOrder.Loss.USERS))).isInstanceOf(RouterException.class);
        assertThat(swarm.spec(ROUTER).tree()).isEqualTo(former.tree());
    }

    @Test
    void routesOfDeliveriesAndForeignSettingsAreKept() {
        up(apps("shop=8080"));
        swarm.changeByHand(ROUTER, spec -> {
            Map<String, String> labels = new HashMap<>(spec.labels());
            labels.put("swarm-delivery.shop.active", "green/2.0");
            return spec.withLabels(labels)
                    .edited(tree ->
                            Json.object(tree, "TaskTemplate", "Resources").put("Limits", Map.of("Pids", 7)));
        });

        up(apps("blog=80,host=blog.example.com"));

        assertThat(swarm.spec(ROUTER).labels()).containsEntry("swarm-delivery.shop.active", "green/2.0");
        assertThat(Json.at(swarm.spec(ROUTER).tree(), "TaskTemplate", "Resources", "Limits", "Pids"))
                .isEqualTo(7);
        assertThat(swarm.replicas.get("n2").haproxy().map).containsEntry("shop.active", "green/2.0");
    }

    @Test
    void aPlanNamesEveryChange() {
        up(apps("shop=8080"));
        swarm.create(Kind.SECRET, Map.of("Name", "my-cert", "Data", ""));
        swarm.create(Kind.SECRET, Map.of("Name", "my-ca", "Data", ""));
        ServiceSpec now = swarm.spec(ROUTER);

        assertThat(plan(new RouterOrder(
                                apps().applications(),
                                new RouterOrder.Service(
                                        Optional.empty(), Optional.of("other"), List.of("node.role==manager")),
                                new RouterOrder.Published(Optional.of(80), Optional.empty(), Optional.of(9000)),
                                new RouterOrder.Secrets(Optional.of("my-cert"), Optional.of("my-ca")),
                                Frontend.Given.NOTHING))
                        .changes())
                .containsExactly(
                        "create network other",
                        "change the port for users from 8080 to 80",
                        "change the port for the runtime API from 9999 to 9000",
                        "change the constraints from none to node.role==manager",
                        "join network other",
                        "change the secret with HAProxy's certificate from "
                                + RouterSpec.referenced(now, "Secret", RouterSpec.CERTIFICATE_FILE)
                                        .orElseThrow()
                                + " to my-cert",
                        "change the secret with the authority of clients from "
                                + RouterSpec.referenced(now, "Secret", RouterSpec.AUTHORITY_FILE)
                                        .orElseThrow()
                                + " to my-ca",
                        "replace the replicas of service swarm-router, one node at a time");
    }

    @Test
    void anUpdateConfigOfAnAdministratorIsKept() {
        up(apps("shop=8080"));
        Map<String, Object> mine = Map.of("Parallelism", 2, "Order", "stop-first", "Delay", 7L, "MaxFailureRatio", 0.5);
        swarm.changeByHand(ROUTER, spec -> spec.edited(tree -> tree.put("UpdateConfig", mine)));

        assertThat(up(apps("shop=8080"))).isEmpty();
        up(apps("blog=80,host=blog.example.com"));
        assertThat(swarm.spec(ROUTER).tree()).containsEntry("UpdateConfig", mine);
        assertThat(said)
                .filteredOn(line -> line.contains("replaced and proven"))
                .as("one replica at a time all the same")
                .hasSize(2);

        swarm.broken = "haproxy:broken";
        assertThatThrownBy(() -> up(image("haproxy:broken")))
                .hasMessageContaining("its update config now says one replica at a time");
        Map<String, Object> safe = new HashMap<>(mine);
        safe.put("Parallelism", 1);
        assertThat(swarm.spec(ROUTER).tree()).containsEntry("UpdateConfig", safe);
    }

    @Test
    void portsAreComparedWithThoseOfTheRunningRouter() {
        up(new RouterOrder(
                apps("shop=8080").applications(),
                RouterOrder.Service.DEFAULTS,
                new RouterOrder.Published(Optional.of(80), Optional.of(8181), Optional.empty()),
                RouterOrder.Secrets.DEFAULTS,
                Frontend.Given.NOTHING));

        refused(
                "--service-port: \"8181\" is not valid; the router publishes it already, for port 8081 of its containers",
                published(new RouterOrder.Published(Optional.of(8181), Optional.empty(), Optional.empty())));
        refused(
                "port: \"8181\" is not valid; it is also that of --",
                published(new RouterOrder.Published(Optional.of(8181), Optional.of(8181), Optional.empty())));
        assertThat(up(published(new RouterOrder.Published(Optional.empty(), Optional.empty(), Optional.of(8080)))))
                .contains("change the port for the runtime API from 9999 to 8080");
        assertThat(up(published(new RouterOrder.Published(Optional.of(8181), Optional.of(80), Optional.empty()))))
                .contains("change the port for users from 80 to 8181");
    }

    @Test
    void aReplicaThatFailsStopsItAndTheFormerRouterIsRestored() {
        up(apps("shop=8080"));
        String other = swarm.replicas.get("n2").task().id();
        ServiceSpec former = swarm.spec(ROUTER);
        swarm.broken = "haproxy:broken";

        assertThatThrownBy(() -> up(image("haproxy:broken")))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("a replica failed")
                .hasMessageContaining("the former router is restored");
        assertThat(swarm.spec(ROUTER).tree()).isEqualTo(former.tree());
        assertThat(swarm.replicas.get("n2").task().id()).as("never touched").isEqualTo(other);
        assertThat(swarm.replicas.get("n1").spec().image()).startsWith("haproxy:3.0");
    }

    @Test
    void aReplicaWithoutTheRoutesStopsItToo() {
        up(apps("shop=8080"));
        String other = swarm.replicas.get("n2").task().id();
        swarm.empty = "haproxy:empty";

        assertThatThrownBy(() -> up(image("haproxy:empty")))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("serves the routes {}");
        assertThat(swarm.replicas.get("n2").task().id()).isEqualTo(other);
        assertThat(swarm.spec(ROUTER).image()).startsWith("haproxy:3.0");
    }

    @Test
    void anUpdateThatWasInterruptedIsFinished() {
        up(apps("shop=8080"));
        swarm.changeByHand(ROUTER, spec -> {
            Map<String, String> labels = new HashMap<>(spec.labels());
            labels.put(RouterLabels.ROLLOUT, now.toString());
            return RouterSpec.held(spec, 1).withLabels(labels);
        });

        assertThat(up(apps("shop=8080")))
                .containsExactly("finish an update that was interrupted, and set the default update config");
        assertThat(RouterSpec.isHeld(swarm.spec(ROUTER))).isFalse();
    }

    @Test
    void deliveriesAreAskedToWaitWhileReplicasAreReplaced() {
        up(apps("shop=8080"));
        List<Optional<Instant>> claims = new ArrayList<>();
        swarm.servers = spec -> {
            claims.add(RouterLabels.rollout(spec.labels()).filter(now::isBefore));
            return "";
        };

        up(apps("blog=80,host=blog.example.com"));
        assertThat(claims).hasSize(2).allMatch(Optional::isPresent);
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKey(RouterLabels.ROLLOUT);

        swarm.broken = "haproxy:broken";
        assertThatThrownBy(() -> up(image("haproxy:broken"))).isInstanceOf(RouterException.class);
        assertThat(swarm.spec(ROUTER).labels()).doesNotContainKey(RouterLabels.ROLLOUT);
    }

    @Test
    void aRouterThatDoesNotServeIsNoSuccess() {
        up(apps("shop=8080"));
        swarm.replicas.get("n1").haproxy().map.put("shop.active", "blue/0.9");

        assertThatThrownBy(() -> up(apps("shop=8080")))
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("nothing is to be changed, but the router does not serve");
    }

    @Test
    void filesThatExistAreUsedAndNeverOverwritten() throws IOException {
        up(apps("shop=8080"));
        String key = Files.readString(files.key());
        swarm.remove(swarm.service(ROUTER).orElseThrow().id());

        up(apps("shop=8080"));
        assertThat(files.key()).hasContent(key);

        swarm.remove(swarm.service(ROUTER).orElseThrow().id());
        Files.delete(files.authorityKey());
        refused("the key of the authority, ", apps("shop=8080"));
        Files.delete(files.key());
        refused("client-key.pem; bring the missing files back", apps("shop=8080"));
    }

    @Test
    void aRouterOfDeployShNamesItsApplicationsOnce() {
        up(apps("shop=8080,host=shop.example.com"));
        swarm.changeByHand(ROUTER, spec -> {
            Map<String, String> labels = new HashMap<>(spec.labels());
            labels.remove(RouterLabels.APPLICATIONS);
            return spec.withLabels(labels);
        });

        refused("routes shop, too; this once, name all of its applications", apps("blog=80,host=blog.example.com"));
        up(apps("blog=80,host=blog.example.com", "shop=8080,host=shop.example.com"));
        assertThat(up(apps("blog=80,host=blog.example.com"))).isEmpty();
    }

    @Test
    void editsOfTheConfigurationAreNotLostInSilence() {
        up(apps("shop=8080"));
        String mine = RouterInit.configs(routed("shop=8080"), Frontend.PLAIN).get(RouterInit.CFG) + "# mine\n";
        Named config = swarm.create(
                Kind.CONFIG, Map.of("Name", "mine", "Data", Base64.getEncoder().encodeToString(mine.getBytes())));
        swarm.changeByHand(
                ROUTER,
                spec -> spec.edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec")
                        .put(
                                "Configs",
                                List.of(Map.of(
                                        "ConfigID",
                                        config.id(),
                                        "ConfigName",
                                        "mine",
                                        "File",
                                        Map.of("Name", RouterSpec.CFG_FILE))))));

        refused("has edits of yours", apps("shop=8080"));
    }

    @Test
    void whatCannotBeDoneIsRefusedBeforeAnythingIsTouched() {
        refused("--app: missing", apps());
        refused("both claim it", apps("shop=80,host=a.lab", "blog=80,host=a.lab"));
        refused(
                "--ca-secret: missing",
                new RouterOrder(
                        new RouterOrder.Applications(routed("shop=80"), Set.of(), Set.of()),
                        RouterOrder.Service.DEFAULTS,
                        RouterOrder.Published.DEFAULTS,
                        new RouterOrder.Secrets(secret(), Optional.empty()),
                        Frontend.Given.NOTHING));
        site = new RouterSite(site.cluster(), site.settings(), Optional.empty(), site.attendant());
        refused("router.haproxy.tls: missing; name the files", apps("shop=80"));
        assertThat(swarm.service(ROUTER)).isEmpty();
    }

    @Test
    void constraintsThatNoNodeMatchesAreRefusedBeforeAnythingIsTouched() {
        String remedy = "; no active node matches, so no replica would run: label a node, or change the constraint";
        refused(
                "--constraint: \"node.labels.edge==true\" is not valid" + remedy,
                constrained(apps("shop=80"), "node.role==manager", "node.labels.edge==true"));
        up(apps("shop=80"));
        refused("--constraint: \"node.role==worker\"", constrained(apps(), "node.role==worker"));
        refused(
                "--constraint: \"node.hostname==n1, node.id==n2\"",
                constrained(apps(), "node.hostname==n1", "node.id==n2"));
        refused(
                "--constraint: \"node.label.edge==true\" is not valid; write a constraint as for docker service create",
                constrained(apps(), "node.label.edge==true"));

        up(constrained(apps(), "node.labels.edge!=true", "node.platform.os==linux"));
        assertThat(swarm.spec(ROUTER).constraints()).hasSize(2);
    }

    private Optional<String> secret() {
        return Optional.of(
                swarm.create(Kind.SECRET, Map.of("Name", "mine", "Data", "")).name());
    }

    private void refused(String message, RouterOrder order) {
        int events = swarm.events.size();
        assertThatThrownBy(() -> up(order)).isInstanceOf(RefusedException.class).hasMessageContaining(message);
        assertThat(swarm.events).hasSize(events);
    }

    private List<String> tasks() {
        return swarm.replicas.values().stream()
                .map(replica -> replica.task().id())
                .toList();
    }
}
