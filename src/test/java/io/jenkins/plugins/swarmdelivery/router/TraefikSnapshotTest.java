package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What Traefik 3.7.15 answered with TLS as the default of its entry points {@code websecure} and {@code mobile}. There, it
 * serves a router of several entry points once at each, under names of its own; it names those with conflicting TLS
 * options, too.
 */
class TraefikSnapshotTest {
    private static final String RECORDED = "traefik-renamed-routers.json";
    private static final Route LIVE = new Route(Optional.of(new Target(Color.BLUE, "1.0")), Optional.empty());

    private TraefikSnapshot snapshot;

    @BeforeEach
    void read() throws IOException {
        try (InputStream recorded = TraefikSnapshotTest.class.getResourceAsStream(RECORDED)) {
            snapshot = new TraefikSnapshot(JsonMapper.builder().build().readValue(recorded, Object.class));
        }
    }

    /** As if labels had defined these routers. */
    private Route route(String application, String... routers) throws IOException {
        Application app = new Application(application);
        Map<String, String> labels = new TreeMap<>(RouteText.intoLabels(Map.of(), app, LIVE));
        for (String router : routers) {
            labels.put("traefik.http.routers." + application + "-routes-active-" + router + ".rule", "Path(`/`)");
        }
        TraefikSettings settings = new TraefikSettings(
                "traefik",
                TraefikSettings.EntryPoints.DEFAULTS,
                new TraefikSettings.Ports(8080, 8081, 9999),
                new TraefikSettings.Api(Optional.empty(), "traefik", Optional.empty()),
                HaproxySettings.Urls.NONE);
        return snapshot.route(new TraefikRoutes(app, settings), labels);
    }

    /** The same without what stands in the way of a proof. */
    private void withoutStrict() {
        routers().keySet().removeIf(name -> name.contains("web_strict"));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Map<String, Object>> routers() {
        return (Map<String, Map<String, Object>>) ((Map<String, Object>) snapshot.tree()).get("routers");
    }

    @Test
    void renamedRoutersCount() throws IOException {
        withoutStrict();

        assertThat(route("shop", "web_both", "web_mixed", "web_one")).isEqualTo(LIVE);
    }

    @Test
    void routerThatOnlySoundsAlikeIsMissing() {
        withoutStrict();

        assertThatThrownBy(() -> route("shop", "web_both", "both"))
                .isInstanceOf(IOException.class)
                .hasMessage("router shop-routes-active-both@swarm is missing");
    }

    @Test
    void disabledRouterIsNoProofUnderAnotherName() {
        assertThatThrownBy(() -> route("maps", "web_both"))
                .hasMessageContainingAll(
                        "router mobile-maps-routes-active-web_both@swarm is disabled",
                        "nobody@swarm",
                        "does not exist");
    }

    @Test
    void oneOfItsCopiesThatIsDisabledIsNoProof() {
        withoutStrict();
        routers().get("websecure-shop-routes-active-web_mixed@swarm").put("status", "disabled");

        assertThatThrownBy(() -> route("shop", "web_mixed"))
                .hasMessageContaining("router websecure-shop-routes-active-web_mixed@swarm is disabled");
    }

    @Test
    void conflictingTlsOptionsAreNamed() {
        assertThatThrownBy(() -> route("shop", "web_strict"))
                .hasMessageContainingAll(
                        "router websecure-conflicted-websecure-shop-routes-active-web_strict@swarm is warning",
                        "conflicting with other routers on the same entrypoint and host");
    }

    @Test
    void routerWhoseConflictChangesNothingCounts() throws IOException {
        withoutStrict();
        Map<String, Object> stranger = routers().remove("websecure-conflicted-stranger@swarm");
        routers().put("websecure-conflicted-shop-routes-active-web_own@swarm", stranger);

        assertThat(route("shop", "web_own")).isEqualTo(LIVE);
    }

    @Test
    void entryPointsOfAllNamesAreTold() {
        assertThat(snapshot.entryPoints("shop-routes-active-web_both")).containsExactly("mobile", "websecure");
        assertThat(snapshot.entryPoints("shop-routes-active-web_mixed")).containsExactly("web", "websecure");
        assertThat(snapshot.entryPoints("shop-routes-active-web_one")).containsExactly("websecure");
        assertThat(snapshot.entryPoints("stranger")).containsExactly("websecure");
        assertThat(List.of("routes-active-web_one", "secure-shop-routes-active-web_both"))
                .allSatisfy(other -> assertThat(snapshot.entryPoints(other)).isEmpty());
    }

    @Test
    void syntaxIsToldUnderAnyName() {
        routers().values().forEach(fields -> fields.put("ruleSyntax", "v2"));

        assertThat(snapshot.syntax("shop-routes-active-web_both")).isEqualTo("v2");
        assertThat(snapshot.syntax("shop-routes-active-web_one")).isEqualTo("v2");
        assertThat(snapshot.syntax("nobody")).isEmpty();
    }
}
