package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource.GivenValue;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Role;
import io.jenkins.plugins.swarmdelivery.engine.ledger.SourceFile;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The live release with other values: what is not given anew stays as it is. */
class ReconfigurationTest {
    private static final String FILE = """
            services:
              web:
                image: registry.example/web:${VERSION}
                environment: {LEVEL: "${LEVEL:-info}"}
                configs: [page]
                secrets: [token, cert]
                volumes: ["./logs:/logs:ro"]
                deploy:
                  labels: {swarm-delivery.route.port: "8080"}
            configs:
              page: {content: "Hello ${NAME}"}
            secrets:
              token: {environment: TOKEN}
              cert: {file: cert.pem}
            """;

    private static final String DIGEST = "@sha256:" + "a".repeat(64);

    /** As it is read again from where it was kept, with its images pinned. */
    private static ReleaseSpec live() {
        Stack stack = Stacks.of(FILE)
                .file("cert.pem", "certificate")
                .value("VERSION", "1.0")
                .value("NAME", "Anna")
                .value("TOKEN", "hunter2")
                .read();
        ReleaseSpec made = new StackRelease(stack, List.of(GivenImage.parse("web=registry.example/web:1.0" + DIGEST)))
                .content(SourceTest.TARGET)
                .release();
        return ReleaseSpecFormat.fromTree(ReleaseSpecFormat.toTree(made));
    }

    private static Optional<StackSource.Content> configured(ReleaseSpec live, Values given) {
        return new Reconfiguration(given)
                .of(live, SourceTest.TARGET)
                .map(revised -> revised.source().content(SourceTest.TARGET));
    }

    private static StackSource.Content configured(Values given) {
        return configured(live(), given).orElseThrow();
    }

    private static Values set(String... values) {
        Values given = new Values();
        List.of(values).forEach(value -> given.putWritten(Values.SET, value));
        return given;
    }

    @Test
    void changesWhatAValueIsUsedFor() {
        StackSource.Content made = configured(set("LEVEL=debug"));

        assertThat(made.release().service().tree().toString()).contains("LEVEL=debug");
        assertThat(made.release().service().image()).isEqualTo("registry.example/web:1.0" + DIGEST);
        assertThat(made.release().objects()).isEqualTo(live().objects());
        assertThat(made.release().service().tree().toString()).contains("/folder/logs");
    }

    @Test
    void keepsSecretsByTheirNames() {
        StackSource.Content made = configured(set("NAME=Otto"));

        assertThat(made.release().objects().secrets())
                .isEqualTo(live().objects().secrets());
        assertThat(made.bodies().secrets()).isEmpty();
        assertThat(made.release().objects().configs())
                .hasSize(1)
                .isNotEqualTo(live().objects().configs());
        assertThat(made.bodies().configs()).hasSize(1);
    }

    @Test
    void makesASecretAnewWhereItsVariableIsSet() {
        StackSource.Content made = configured(set("TOKEN=hunter3"));

        assertThat(made.bodies().secrets()).hasSize(1);
        assertThat(made.release().objects().secrets())
                .hasSize(2)
                .containsAnyElementsOf(live().objects().secrets())
                .isNotEqualTo(live().objects().secrets());
        assertThat(ReleaseSpecFormat.toTree(made.release()).toString()).doesNotContain("hunter");
    }

    @Test
    void makesASecretAnewWhereItsContentIsGiven() {
        StackSource.Content made = configured(new Values().putSecret("cert", "other".getBytes()));

        assertThat(made.bodies().secrets()).hasSize(1);
        assertThat(made.release().source().orElseThrow().secrets().get("cert"))
                .isNotEqualTo(live().source().orElseThrow().secrets().get("cert"));
    }

    @Test
    void hasNothingToDoWhereNothingChanges() {
        assertThat(configured(live(), set("LEVEL=info"))).isEmpty();
        assertThat(configured(live(), set("NAME=Anna"))).isEmpty();
        assertThat(configured(live(), set("TOKEN=hunter2"))).isEmpty();
        assertThat(configured(live(), new Values().putEnvironment(Map.of("LEVEL", "debug"))))
                .as("the environment does not count")
                .isEmpty();
    }

    @Test
    void canBeConfiguredAgain() {
        ReleaseSpec once = configured(set("LEVEL=debug")).release();
        StackSource.Content twice = configured(once, set("NAME=Otto")).orElseThrow();

        assertThat(twice.release().service().tree().toString()).contains("LEVEL=debug");
        assertThat(twice.release().source().orElseThrow().settings().values())
                .containsEntry("LEVEL", new GivenValue("debug", "--set"))
                .containsEntry("NAME", new GivenValue("Otto", "--set"))
                .doesNotContainKey("TOKEN");
    }

    @Test
    void namesTheNearestVariable() {
        assertThatThrownBy(() -> configured(set("LEVL=debug")))
                .isInstanceOf(RefusedException.class)
                .hasMessage("--set LEVL: the stack file does not use this variable; did you mean LEVEL?");
        assertThatThrownBy(() -> configured(set("OTHER=1")))
                .hasMessageEndingWith("it uses LEVEL, NAME, TOKEN, VERSION");
        assertThatThrownBy(() -> configured(new Values().putSecret("tokn", new byte[1])))
                .hasMessageContaining("did you mean token?");
        assertThat(configured(new Values().putFile("a.env", "UNUSED=1\nLEVEL=warn".getBytes()))
                        .release()
                        .source()
                        .orElseThrow()
                        .settings()
                        .values())
                .containsEntry("LEVEL", new GivenValue("warn", "--env-file a.env"))
                .doesNotContainKey("UNUSED");
    }

    @Test
    void refusesAnotherImage() {
        assertThatThrownBy(() -> configured(set("VERSION=2.0")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("change the image of service web from registry.example/web:1.0 to")
                .hasMessageContaining("use deliver");
    }

    @Test
    void refusesAFileThatWasNotRead() {
        ReleaseSource source = live().source().orElseThrow();
        String file = FILE.replace("environment: {LEVEL", "env_file: \"${LEVEL:-a}.env\"\n    labels: {LEVEL");
        ReleaseSpec other = live().from(new ReleaseSource(
                new ReleaseSource.Texts(
                        List.of(new SourceFile("stack.yml", file, false)), List.of(), List.of(), "/folder"),
                source.settings(),
                source.secrets(),
                ""));

        assertThatThrownBy(() -> configured(other, set("LEVEL=b")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("a.env")
                .hasMessageContaining("it is not kept; deliver from the stack file");
    }

    @Test
    void saysWhyTheSourceIsMissing() {
        assertThatThrownBy(() -> configured(new ReleaseSpec(live().parts(), live().objects()), set("LEVEL=b")))
                .hasMessageContaining("did not keep its stack file");
        ReleaseSpec large = live().from(live().source().orElseThrow().without("it takes 900 kB"));
        assertThatThrownBy(() -> configured(large, set("LEVEL=b")))
                .hasMessageContaining("is not kept: it takes 900 kB; deliver from the stack file");
        assertThatThrownBy(() -> configured(ReleaseSpec.of(live().service()), set("LEVEL=b")))
                .hasMessageContaining("single service");
    }

    @Test
    void whatTraefiksLabelsMadeRoutedStaysSo() {
        Stack stack = Stacks.of("""
                        services:
                          web:
                            image: registry.example/web:1.0
                            environment: {LEVEL: "${LEVEL:-info}"}
                            deploy:
                              labels: {traefik.http.routers.web.rule: Host(`a`)}
                        """).read(RoutedBy.ROUTES_AND_TRAEFIK);
        ReleaseSpec made =
                new StackRelease(stack, List.of()).content(SourceTest.TARGET).release();
        ReleaseSpec live = made.edited(part ->
                part.with(part.spec().edited(tree -> Json.object(tree, "Labels").put(Labels.ROUTER, "traefik"))));

        assertThat(configured(live, set("LEVEL=debug"))
                        .orElseThrow()
                        .release()
                        .entry()
                        .role())
                .isEqualTo(Role.ROUTED);
    }
}
