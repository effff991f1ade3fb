package io.jenkins.plugins.swarmdelivery.engine.plan;

import static io.jenkins.plugins.swarmdelivery.engine.TestBed.APP;
import static io.jenkins.plugins.swarmdelivery.engine.TestBed.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Callers of an adopted service lose its name when it retires: somebody must tell them before. */
class NeighborsTest {
    private final TestBed bed = new TestBed();

    @BeforeEach
    void serviceOfAStackIsAdopted() {
        bed.swarm.createByHand(web());
        DeliveryEngine engine = bed.engine();
        bed.drive(
                engine,
                engine.start(new Order.Adopt(APP, "shop_web", DeliveryOptions.DEFAULTS), claim("anna"), bed.log())
                        .orElseThrow());
    }

    private static ServiceSpec web() {
        return TestBed.spec()
                .withName("shop_web")
                .withImage(ImageReference.parse("registry:5000/go-demo:0.9"))
                .withLabels(Map.of("com.docker.stack.namespace", "shop"))
                .edited(tree -> Json.object(tree, "TaskTemplate")
                        .put("Networks", List.of(Map.of("Target", "apps", "Aliases", List.of("web", "front.end")))));
    }

    private void neighbor(String name, String field, String text) {
        bed.swarm.createByHand(TestBed.spec()
                .withName(name)
                .edited(tree ->
                        Json.object(tree, "TaskTemplate", "ContainerSpec").put(field, List.of(text))));
    }

    private List<String> warnings() {
        return bed.engine().plan(bed.order("1.0")).warnings();
    }

    @ParameterizedTest
    @CsvSource({
        "Env, URL=http://web:8080/, web",
        "Env, HOST=web, web",
        "Args, wget http://shop_web:8080, shop_web",
        "Command, curl -s web, web",
        "Args, --peer=tasks.web:80, web",
        "Args, http://front.end/, front.end"
    })
    void callersByNameOrAliasAreNamed(String field, String text, String called) {
        neighbor("shop_worker", field, text);
        assertThat(warnings())
                .anyMatch(line -> line.startsWith(
                                "service shop_worker seems to call " + called + " by its name (in " + field + ")")
                        && line.contains("Have it call the router at http://router:8080"));
    }

    @Test
    void callersByTheirHealthCheckAreNamed() {
        bed.swarm.createByHand(TestBed.spec()
                .withName("shop_worker")
                .edited(tree -> Json.object(tree, "TaskTemplate", "ContainerSpec", "Healthcheck")
                        .put("Test", List.of("CMD-SHELL", "wget -q web:8080"))));
        assertThat(warnings()).anyMatch(line -> line.contains("call web by its name (in Healthcheck.Test)"));
    }

    @ParameterizedTest
    @CsvSource({
        "Env, URL=http://my-web:8080/",
        "Env, web=x",
        "Env, URL=http://web.example.com/",
        "Env, URL=http://www.web/",
        "Args, --webhook",
        "Args, web_2",
        "Args, http://frontXend/"
    })
    void wordsThatOnlyContainTheNameAreNoCalls(String field, String text) {
        neighbor("shop_worker", field, text);
        assertThat(warnings()).noneMatch(line -> line.contains("seems to call"));
    }

    @Test
    void servicesThatCannotMeetItCallSomebodyElse() {
        bed.swarm.createByHand(TestBed.spec().withName("far_worker").edited(tree -> {
            Json.object(tree, "TaskTemplate", "ContainerSpec").put("Args", List.of("http://web:8080"));
            Json.object(tree, "TaskTemplate").put("Networks", List.of(Map.of("Target", "other")));
        }));
        assertThat(warnings()).noneMatch(line -> line.contains("seems to call"));
    }

    @Test
    void otherApplicationsThatCallItAreNamedToo() {
        bed.swarm.createByHand(TestBed.spec()
                .withName("blog-blue")
                .withLabels(Map.of(Labels.APPLICATION, "blog"))
                .edited(tree ->
                        Json.object(tree, "TaskTemplate", "ContainerSpec").put("Args", List.of("web"))));
        assertThat(warnings()).anyMatch(line -> line.startsWith("service blog-blue seems to call web"));
    }

    @Test
    void serviceThatItsStackMakesAgainIsToldForAllReleasesToCome() {
        bed.deliver("1.0");
        bed.deliver("2.0");
        assertThat(bed.engine().status(APP).disagreements()).isEmpty();

        bed.swarm.createByHand(web());

        String told =
                "service shop_web exists again beside the colors, as docker stack deploy creates it from stack shop";
        assertThat(bed.engine().status(APP).disagreements())
                .singleElement()
                .asString()
                .startsWith(told);
        assertThat(bed.engine().plan(bed.order("3.0")).warnings()).anyMatch(line -> line.startsWith(told));
        assertThat(bed.engine().drift(APP)).singleElement().satisfies(drifted -> {
            assertThat(drifted.subject()).isEqualTo("service shop_web");
            assertThat(drifted.what()).startsWith(told);
        });
    }
}
