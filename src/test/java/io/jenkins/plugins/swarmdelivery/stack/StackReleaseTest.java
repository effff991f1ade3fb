package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Part;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a delivery makes of a stack file. */
class StackReleaseTest {
    private static final String FILE = """
            services:
              web:
                image: registry.example/shop/web:1.0
                depends_on: [api]
                secrets: [token]
                deploy:
                  labels: {swarm-delivery.route.port: "8080"}
              api:
                image: registry.example/shop/api:1.0
                depends_on: {db: {condition: service_healthy}}
              db:
                image: registry.example/postgres:15
                volumes: ["data:/data"]
            secrets:
              token: {environment: TOKEN}
            volumes: {data: {}}
            """;

    private static StackRelease release(String file, String... images) {
        return new StackRelease(
                Stacks.of(file).value("TOKEN", "hunter2").read(),
                Stream.of(images).map(GivenImage::parse).toList());
    }

    private static StackSource.Content content(StackRelease release, Color color) {
        return release.content(
                new StackSource.Target(new Application("shop"), color, Optional.of("edge"), new byte[] {7}));
    }

    private static List<String> images(StackRelease release) {
        return content(release, Color.BLUE).release().parts().stream()
                .map(part -> part.name() + " " + part.spec().image())
                .toList();
    }

    @Test
    void partsHaveRolesDependenciesAndNames() {
        List<Part> parts = content(release(FILE), Color.GREEN).release().parts();

        assertThat(parts)
                .extracting(part ->
                        part.name() + " " + part.role() + " " + part.spec().name())
                .containsExactly("db SHARED shop_db", "api COLORED shop-api-green", "web ROUTED shop-web-green");
        assertThat(parts.get(1).dependsOn()).containsEntry("db", Part.Condition.HEALTHY);
        assertThat(parts.get(2).role()).isEqualTo(Role.ROUTED);
    }

    @Test
    void reasonSaysWhichServiceJoinsTheNetworkOfTheRouterByItself() {
        assertThat(content(release(FILE), Color.BLUE).reasons())
                .containsEntry("web", "has a route; joins edge, the network of the router")
                .containsEntry("db", "writes to volume data");
        assertThat(content(
                                release(FILE.replace("depends_on: [api]", "networks: [edge]")
                                        + "networks: {edge: {external: true}}\n"),
                                Color.BLUE)
                        .reasons())
                .containsEntry("web", "has a route");
    }

    @Test
    void imageOfOneServiceIsReplaced() {
        assertThat(images(release(FILE, "api=registry.example/shop/api:2.0")))
                .contains("api registry.example/shop/api:2.0", "web registry.example/shop/web:1.0");
    }

    @Test
    void imageIsReplacedByItsRepository() {
        assertThat(images(release(FILE, "registry.example/shop/web:2.0")))
                .contains("web registry.example/shop/web:2.0", "api registry.example/shop/api:1.0");
        assertThat(release(FILE, "registry.example/shop/web:2.0").image()).hasToString("registry.example/shop/web:2.0");
    }

    @Test
    void imageOfNoServiceIsRefused() {
        assertThatThrownBy(() -> release(FILE, "apy=registry.example/shop/api:2.0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no such service; did you mean api?");
        assertThatThrownBy(() -> release(FILE, "registry.example/other:2.0"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no service has an image of this repository");
    }

    @Test
    void stackWithoutARouteIsRefused() {
        assertThatThrownBy(() -> release(FILE.replace("swarm-delivery.route.port: \"8080\"", "team: shop")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("has a route")
                .hasMessageContaining("swarm-delivery.route.port");
    }

    @Test
    void contentOfASecretIsInNothingThatIsKept() {
        StackSource.Content content = content(release(FILE), Color.BLUE);

        String secret = "aHVudGVyMg";
        assertThat(content.bodies().secrets().toString()).contains(secret);
        assertThat(ReleaseSpecFormat.toTree(content.release()).toString()).doesNotContain(secret, "hunter2");
        assertThat(content.toString()).doesNotContain(secret, "hunter2");
    }
}
