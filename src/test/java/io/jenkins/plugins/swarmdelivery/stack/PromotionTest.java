package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource.GivenValue;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The release of one cluster goes to another: same images and files, other values. */
class PromotionTest {
    private static final String FILE = """
            services:
              web:
                image: registry.example/web:${VERSION}
                environment: {LEVEL: "${LEVEL}", DB: "${DB_HOST}"}
                configs: [page]
                secrets: [token, cert]
                deploy:
                  labels: {swarm-delivery.route.port: "8080"}
            configs:
              page: {file: page.html}
            secrets:
              token: {environment: TOKEN}
              cert: {file: cert.pem}
            """;

    private static final String DIGEST = "@sha256:" + "a".repeat(64);
    private static final Map<String, String> PRODUCTION = Map.of("DB_HOST", "db.production", "LEVEL", "warn");

    private static ReleaseSpec staging() {
        Values values = new Values()
                .putDefaults("staging", Map.of("DB_HOST", "db.staging"))
                .putFile("staging.env", "LEVEL=debug".getBytes(StandardCharsets.UTF_8))
                .putWritten(Values.SET, "VERSION=1.7")
                .put("TOKEN", "hunter2", Values.SET);
        Stacks folder = Stacks.of(FILE).file("page.html", "<p>").file("cert.pem", "staging's");
        Stack stack = Stack.read(new StackInput(
                List.of(new StackInput.Source("stack.yml", FILE.getBytes(StandardCharsets.UTF_8))),
                folder,
                values,
                Set.of(),
                false));
        ReleaseSpec made = new StackRelease(stack, List.of(GivenImage.parse("web=registry.example/web:1.7" + DIGEST)))
                .content(SourceTest.TARGET)
                .release();
        return ReleaseSpecFormat.fromTree(ReleaseSpecFormat.toTree(made));
    }

    private static Values production() {
        return new Values().putDefaults("production", PRODUCTION).putSecret("cert", new byte[] {1});
    }

    private static StackSource.Content promoted(Values values, Optional<ReleaseSpec> there) {
        return new Promotion("production", values, there).of(staging()).content(SourceTest.TARGET);
    }

    @Test
    void takesImagesByDigestAndTheValuesOfTheCluster() {
        StackSource.Content made = promoted(production().put("TOKEN", "other", Values.SET), Optional.empty());

        assertThat(made.release().service().image()).isEqualTo("registry.example/web:1.7" + DIGEST);
        assertThat(made.release().service().tree().toString()).contains("DB=db.production", "LEVEL=warn");
        assertThat(made.release().source().orElseThrow().settings().values())
                .isEqualTo(Map.of(
                        "DB_HOST", new GivenValue("db.production", "cluster production"),
                        "LEVEL", new GivenValue("warn", "cluster production"),
                        "VERSION", new GivenValue("1.7", "--set")));
        assertThat(made.bodies().configs()).hasSize(1);
    }

    @Test
    void givenValuesOverrideTheClustersDefaults() {
        Values values = production().put("TOKEN", "t", Values.SET).putWritten(Values.SET, "LEVEL=error");

        assertThat(promoted(values, Optional.empty()).release().service().tree().toString())
                .contains("LEVEL=error");
    }

    @Test
    void namesEachDefaultThatTheOtherClusterLacks() {
        assertThatThrownBy(() -> promoted(new Values().put("TOKEN", "t", Values.SET), Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "cluster production has no value of its own for DB_HOST (from cluster staging); set");
    }

    @Test
    void namesEachSecretThatIsMissing() {
        assertThatThrownBy(() -> promoted(new Values().putDefaults("production", PRODUCTION), Optional.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("cluster production lacks secrets of the release: cert, token; give each with");
    }

    @Test
    void secretsComeFromWhatIsGivenTheEnvironmentOrWhatIsThere() {
        StackSource.Content first =
                promoted(production().putEnvironment(Map.of("TOKEN", "t", "LEVEL", "ignored")), Optional.empty());
        assertThat(first.bodies().secrets()).hasSize(2);
        assertThat(first.release().service().tree().toString()).contains("LEVEL=warn");

        StackSource.Content second = promoted(
                new Values().putDefaults("production", PRODUCTION).putEnvironment(Map.of("TOKEN", "changed")),
                Optional.of(first.release()));
        assertThat(second.bodies().secrets()).isEmpty();
        assertThat(second.release().objects().secrets())
                .isEqualTo(first.release().objects().secrets());
    }

    @Test
    void refusesAVariableThatIsNotUsed() {
        assertThatThrownBy(() -> promoted(
                        production().put("TOKEN", "t", Values.SET).putWritten(Values.SET, "DB_HOSTS=x"),
                        Optional.empty()))
                .hasMessageContaining("did you mean DB_HOST?");
    }
}
