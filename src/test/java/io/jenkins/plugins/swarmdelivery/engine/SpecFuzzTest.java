package io.jenkins.plugins.swarmdelivery.engine;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import io.jenkins.plugins.swarmdelivery.fuzz.Fuzz;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the engine does with specs that are JSON and make no sense: it refuses them and touches nothing, or delivers. */
class SpecFuzzTest {
    private static final Map<String, Object> RIGHT = tree(Damage.parse("""
            {"Name": "shop", "Labels": {"team": "shop", "traefik.enable": "true"},
             "TaskTemplate": {"ContainerSpec": {"Image": "go-demo:0.9", "Env": ["A=1"],
                 "Healthcheck": {"Test": ["CMD", "true"], "Interval": 1000000000},
                 "Mounts": [{"Type": "volume", "Source": "data", "Target": "/data"}],
                 "Configs": [{"ConfigName": "c", "File": {"Name": "c"}}],
                 "Secrets": [{"SecretName": "s", "File": {"Name": "s"}}]},
               "Resources": {"Limits": {"MemoryBytes": 100000000}, "Reservations": {"NanoCPUs": 100, "MemoryBytes": 1}},
               "Placement": {"Constraints": ["node.role==manager"], "MaxReplicas": 2,
                 "Preferences": [{"Spread": {"SpreadDescriptor": "node.labels.zone"}}],
                 "Platforms": [{"OS": "linux", "Architecture": "amd64"}]},
               "RestartPolicy": {"Condition": "any"}, "ForceUpdate": 1,
               "Networks": [{"Target": "apps", "Aliases": ["shop"]}]},
             "Mode": {"Replicated": {"Replicas": 3}}, "UpdateConfig": {"Parallelism": 1},
             "EndpointSpec": {"Mode": "vip", "Ports": [{"TargetPort": 80, "PublishedPort": 80}]}}
            """));

    @Test
    void firstReleases() throws Exception {
        Fuzz.of("specs of first releases, on the engine", 100, damage -> {
            TestBed bed = new TestBed();
            bed.rules = SpecRules.everything();
            bed.swarm.secrets.add(new Swarm.Named("s-id", "s"));
            bed.swarm.configs.add(new Swarm.Named("c-id", "c"));
            Order.Deploy order = order(bed, tree(damage.tree(RIGHT)));
            try {
                bed.engine().plan(order);
                bed.drive(
                        bed.engine(),
                        bed.engine()
                                .start(order, TestBed.claim("anna"), bed.log())
                                .orElseThrow());
            } catch (RefusedException e) {
                assertThat(bed.swarm.names()).isEmpty();
                assertThat(bed.ledgers.applications()).isEmpty();
                throw e;
            }
            assertThat(bed.violations).isEmpty();
        });
    }

    @Test
    void neighbors() throws Exception {
        Fuzz.of("specs of strangers' services, on the engine", 50, damage -> {
            TestBed bed = new TestBed();
            bed.deliver("1.0");
            bed.usersDependOnIt();
            bed.swarm.createByHand(new ServiceSpec(tree(damage.tree(RIGHT))));
            bed.engine().status(APP);
            bed.deliver("2.0");
            assertThat(bed.live()).isEqualTo("green 2.0");
            assertThat(bed.violations).isEmpty();
        });
    }

    @Test
    void servicesToAdopt() throws Exception {
        Fuzz.of("specs of services to adopt, on the engine", 50, damage -> {
            TestBed bed = new TestBed();
            ServiceSpec strange = new ServiceSpec(tree(damage.tree(RIGHT)));
            bed.swarm.createByHand(strange);
            DeliveryEngine engine = bed.engine();
            Claim anna = TestBed.claim("anna");
            try {
                bed.drive(
                        engine,
                        engine.start(new Order.Adopt(APP, strange.name(), DeliveryOptions.DEFAULTS), anna, bed.log())
                                .orElseThrow());
            } catch (RefusedException e) {
                assertThat(bed.ledgers.applications()).isEmpty();
                throw e;
            }
            assertThat(bed.swarm.names()).containsExactly(strange.name());
        });
    }

    private static Order.Deploy order(TestBed bed, Map<String, Object> spec) {
        Order.Deploy order = bed.order("1.0", TestOptions::autoSwitch);
        return new Order.Deploy(
                APP,
                new Order.Deploy.Wanted(order.image(), Optional.of(new ServiceSpec(spec)), Optional.empty()),
                new Order.Deploy.Terms(false, true, false),
                order.options());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> tree(Object tree) {
        return tree instanceof Map ? (Map<String, Object>) tree : Map.of();
    }
}
