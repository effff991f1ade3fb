package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Stack files whose services docker-flow-proxy serves, as a router is set up for them. */
class TakenRoutesTest {
    private static final String SERVED = "com.df.notify: 'true', com.df.servicePath: /demo, com.df.port: 8080";

    private static Stack stack(RoutedBy routed, String labelsOfWeb, String moreOfWeb) {
        return Stacks.of("""
            services:
              web: {image: web, %s deploy: {labels: {%s}}}
              api: {image: api}
            volumes: {data: }
            """.formatted(moreOfWeb, labelsOfWeb)).read(routed);
    }

    private static StackService web(Stack stack) {
        return stack.services().stream()
                .filter(service -> service.name().equals("web"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void routesAreTakenWhereTheFileHasNone() {
        Stack stack = stack(RoutedBy.ROUTES_AND_DOCKER_FLOW, SERVED, "");

        assertThat(web(stack).routes()).extracting(Route::toString).containsExactly("/demo -> 8080");
        assertThat(web(stack).role()).isEqualTo(Role.ROUTED);
        assertThat(stack.notes())
                .singleElement()
                .asString()
                .startsWith("routes are taken from the labels of docker-flow-proxy");
    }

    @Test
    void routeThatDockerFlowProxyDoesNotServeEitherIsNoted() {
        Stack stack = stack(RoutedBy.ROUTES_AND_DOCKER_FLOW, "com.df.notify: 'true', com.df.servicePath: /demo", "");

        assertThat(web(stack).role()).isEqualTo(Role.COLORED);
        assertThat(stack.notes())
                .containsExactly("web: com.df.port: is missing, and docker-flow-proxy serves nothing without it");
    }

    @Test
    void deliveriesNeedRoutesOfOurs() {
        assertThat(web(stack(RoutedBy.ROUTES, SERVED, "")).role()).isEqualTo(Role.COLORED);
    }

    @Test
    void routeOfOursCountsAlone() {
        Stack stack = stack(RoutedBy.ROUTES_AND_DOCKER_FLOW, SERVED + ", swarm-delivery.route.port: 90", "");

        assertThat(web(stack).routes()).extracting(Route::toString).containsExactly("/ -> 90");
        assertThat(stack.notes()).isEmpty();
    }

    @Test
    void explicitRoleCountsMore() {
        Stack stack = stack(RoutedBy.ROUTES_AND_DOCKER_FLOW, SERVED + ", swarm-delivery.role: shared", "");

        assertThat(web(stack).role()).isEqualTo(Role.SHARED);
        assertThat(web(stack).routes()).isEmpty();
    }

    @Test
    void serviceThatWritesIsNotRunInTwoColorsUnasked() {
        Stack stack = stack(RoutedBy.ROUTES_AND_DOCKER_FLOW, SERVED, "volumes: ['data:/data'],");

        assertThatThrownBy(stack::services)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not all that docker-flow-proxy does for web is carried over")
                .hasMessageContaining("web: writes to volume data, and a service with a route runs in two colors")
                .hasMessageContaining("swarm-delivery.role: shared");
    }

    @Test
    void everythingThatIsLostIsNamedAtOnce() {
        Stack stack = stack(
                RoutedBy.ROUTES_AND_DOCKER_FLOW,
                SERVED + ", com.df.reqPathSearchReplace: '/demo/,/', com.df.allowedMethods: GET",
                "");

        assertThatThrownBy(stack::services)
                .hasMessageContainingAll(List.of(
                                "add to the stack file:\nservices:\n  web:\n",
                                "web: com.df.allowedMethods: ",
                                "web: com.df.reqPathSearchReplace: ")
                        .toArray(String[]::new));
    }
}
