package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How builds and marks react to refusals and failures of a real registry: a clear message, and nothing left half done.
 */
@Order(1) // They wait for one another, so they must start early.
class RegistryErrorsIT extends BuildLabTest {
    private static final String REPOSITORY = "spare/app";

    private final String image = SpareRegistry.HOST + "/" + REPOSITORY + ":" + version;

    /** A layer that no registry and no engine has. */
    @BeforeEach
    void fillContext() throws IOException {
        byte[] random = new byte[2 << 20];
        new Random(System.nanoTime()).nextBytes(random);
        write("ctx/Dockerfile", "FROM scratch\nCOPY random /\nCMD [\"/random\"]\n");
        Files.write(folder.resolve("ctx/random"), random);
    }

    private Cli.Outcome build(Path clusters, String which, String... options) {
        return Cli.run(clusters, tools(which), buildArguments(image, folder.resolve("ctx"), options));
    }

    private Cli.Outcome mark(Path clusters, String tag) {
        return Cli.run(clusters, "mark", "staging", image, "--as", tag);
    }

    private void assertBuilds(SpareRegistry registry, Path clusters, String which, String... options) {
        Cli.Outcome built = build(clusters, which, options).expect(0);
        assertThat(registry.served(REPOSITORY, version))
                .hasValue(built.json().at("/image/digest").asText());
        assertNothingLeft();
    }

    @Test
    void reportsAWrongPasswordBeforeTheBuild() {
        try (TokenServer tokens = new TokenServer(folder, SpareRegistry.host());
                SpareRegistry registry = new SpareRegistry(folder, 0, Optional.of(tokens))) {
            Path wrong = spareClusters("deployer", "not-the-password");
            Cli.Outcome refused = build(wrong, "older").expect(2);
            assertThat(refused.text())
                    .contains("does not let user deployer", image, "check the registry credentials")
                    .doesNotContain("not-the-password", "Step 1");
            assertThat(mark(wrong, "tested").expect(2).text())
                    .contains("gives user deployer no token for", "check user and password")
                    .doesNotContain("not-the-password");
            assertThat(registry.served(REPOSITORY, version)).isEmpty();
            assertBuilds(registry, spareClusters("deployer"), "older");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"older", "newer"})
    void reportsMissingPermissionToPush(String which) {
        try (TokenServer tokens = new TokenServer(folder, SpareRegistry.host());
                SpareRegistry registry = new SpareRegistry(folder, 0, Optional.of(tokens))) {
            assertThat(build(spareClusters("reader"), which).expect(2).text())
                    .contains(image + " was not pushed", "does not let user reader push", "what that user may do there")
                    .doesNotContain(TokenServer.password("reader"));
            assertThat(registry.served(REPOSITORY, version)).isEmpty();
            assertBuilds(registry, spareClusters("deployer"), which);

            assertThat(mark(spareClusters("reader"), "tested").expect(2).text())
                    .contains("does not let user reader write to " + SpareRegistry.HOST, "what this user may do there");
            assertThat(registry.served(REPOSITORY, "tested")).isEmpty();
            mark(spareClusters("deployer"), "tested").expect(0);
            assertThat(registry.served(REPOSITORY, "tested")).isEqualTo(registry.served(REPOSITORY, version));
        }
    }

    @ParameterizedTest
    @Cases(value = "newer", slow = "older")
    @Fault(
            value = "registry: the token of a push has expired",
            outcome = "the build fails and says so; the next one gets a new token",
            says = "check the password or token")
    void reportsAnExpiredTokenAndAcceptsANewOne(String which) {
        try (TokenServer tokens = new TokenServer(folder, SpareRegistry.host());
                SpareRegistry registry = new SpareRegistry(folder, 0, Optional.of(tokens))) {
            tokens.pushTokensLive(Duration.ofMinutes(-5));
            assertThat(build(spareClusters("deployer"), which).expect(2).text())
                    .contains(image + " was not pushed", "does not let user deployer push", "whether it has expired");
            assertThat(registry.served(REPOSITORY, version)).isEmpty();
            tokens.pushTokensLive(Duration.ofMinutes(5));
            assertBuilds(registry, spareClusters("deployer"), which);

            tokens.pushTokensLive(Duration.ofMinutes(-5));
            assertThat(mark(spareClusters("deployer"), "tested").expect(2).text())
                    .contains(
                            "does not let user deployer write to " + SpareRegistry.HOST, "check the password or token");
            assertThat(registry.served(REPOSITORY, "tested")).isEmpty();
            tokens.pushTokensLive(Duration.ofMinutes(5));
            mark(spareClusters("deployer"), "tested").expect(0);
        }
    }

    /** BuildKit's client would query the token server itself, which it does not trust; the engine does it instead. */
    @ParameterizedTest
    @ValueSource(strings = {"older", "newer"})
    void pullsAPrivateBaseWithTheSameLogin(String which) {
        try (TokenServer tokens = new TokenServer(folder, SpareRegistry.host());
                SpareRegistry registry = new SpareRegistry(folder, 0, Optional.of(tokens))) {
            assertBuilds(registry, spareClusters("deployer"), which);
            cluster.docker("image", "rm", image);
            write("ctx/Dockerfile", "FROM " + image + "\nCOPY Dockerfile /\n");
            String derived = image + "-derived";
            Cli.Outcome built = Cli.run(
                            spareClusters("deployer"),
                            tools(which),
                            buildArguments(derived, folder.resolve("ctx"), "--pull"))
                    .expect(0);
            assertThat(registry.served(REPOSITORY, version + "-derived"))
                    .hasValue(built.json().at("/image/digest").asText());
            assertThat(built.json().at("/image/base").asText()).startsWith(image + "@sha256:");
        }
    }

    /** The lab's clusters, each with a second registry. */
    private Path clustersOfTwo(String user, String secret) {
        Path password = write("login/second", secret + "\n");
        String second =
                "    - {server: '%s', user: %s, passwordFile: %s}\n".formatted(SpareRegistry.HOST, user, password);
        return write(
                "login/two.yml", read(LAB.clustersFile()).replaceAll("(registries:\\n(?: {4}.*\\n)+)", "$1" + second));
    }

    @Test
    void usesSeparateLoginsForBuildsAndMarks() {
        try (TokenServer tokens = new TokenServer(folder, SpareRegistry.host());
                SpareRegistry registry = new SpareRegistry(folder, 0, Optional.of(tokens))) {
            Path password = write("login/build", TokenServer.password("deployer") + "\n");
            Path apart = write(
                    "login/apart.yml",
                    read(spareClusters("reader"))
                            .replaceAll(
                                    "( +)passwordFile: .*",
                                    "$0\n$1build: {user: deployer, passwordFile: " + password + "}"));
            assertBuilds(registry, apart, "older");
            assertThat(mark(apart, "tested").expect(2).text()).contains("does not let user reader write to");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"older", "newer"})
    void namesTheRegistryOfABaseWithoutLogin(String which) {
        try (TokenServer tokens = new TokenServer(folder, SpareRegistry.host());
                SpareRegistry registry = new SpareRegistry(folder, 0, Optional.of(tokens))) {
            assertBuilds(registry, spareClusters("deployer"), which);
            cluster.docker("image", "rm", image);
            write("ctx/Dockerfile", "FROM " + image + "\nCOPY Dockerfile /\n");
            String[] derived = buildArguments(LAB.image(version), folder.resolve("ctx"), "--pull");

            // With a login: otherwise, BuildKit would reuse what it has learned of this host for the next test's
            // registry.
            assertThat(Cli.run(clustersOfTwo("reader", "not-the-password"), tools(which), derived)
                            .expect(2)
                            .text())
                    .contains("the build of " + LAB.image(version) + " failed: registry " + SpareRegistry.HOST
                            + " does not let user reader pull its base " + image)
                    .doesNotContain("was not pushed", "not-the-password");
            assertThat(Cli.run(clustersOfTwo("reader", TokenServer.password("reader")), tools(which), derived)
                            .expect(0)
                            .json()
                            .at("/image/base")
                            .asText())
                    .startsWith(image + "@sha256:");
        }
    }

    @Test
    @Tag("slow")
    @Fault(
            value = "registry: its rate limit is reached",
            outcome = "refused, with the registry's name and when to retry; nothing changes",
            says = "limits the rate of requests")
    void reportsARateLimitEverywhere() {
        try (StubbornRegistry registry = new StubbornRegistry(429, "TOOMANYREQUESTS", "retry-after: 60, slow down")) {
            String[] told = {"registry " + SpareRegistry.HOST + " limits the rate of requests", "60 s", "slow down"};
            for (String command : new String[] {"plan", "deploy", "deliver"}) {
                assertThat(cli(command, "--image", image, "--spec", exampleSpec())
                                .expect(5)
                                .text())
                        .contains(told)
                        .doesNotContain("no manager of the Swarm answers");
            }
            assertThat(build(LAB.clustersFile(), "older").expect(5).text()).contains(told);
            write("ctx/Dockerfile", "FROM " + image + "\n");
            for (String which : new String[] {"older", "newer"}) {
                String[] derived = buildArguments(LAB.image(version), folder.resolve("ctx"));
                assertThat(Cli.run(clustersOfTwo("reader", "any"), tools(which), derived)
                                .expect(5)
                                .text())
                        .contains("the build of " + LAB.image(version) + " failed: " + told[0]);
            }
            assertThat(test(older(), image).expect(5).text()).contains(told);
            assertThat(mark(LAB.clustersFile(), "tested").expect(5).text())
                    .contains("registry " + SpareRegistry.HOST + " limits the rate of requests", "says 429");
            assertNothingLeft();
        }
    }

    @Test
    @Fault(
            value = "registry: down when an image is built",
            outcome = "refused before anything is built",
            says = "cannot be asked for")
    void reportsAnUnreachableRegistryBeforeTheBuild() {
        try (SpareRegistry registry = new SpareRegistry(folder, 0, Optional.empty())) {
            registry.stop();
            assertThat(build(spareClusters("deployer"), "older").expect(5).text())
                    .contains("registry " + SpareRegistry.HOST + " cannot be asked for " + image)
                    .doesNotContain("Step 1");
            assertThat(mark(spareClusters("deployer"), "tested").expect(5).text())
                    .contains("registry " + SpareRegistry.HOST + " cannot be asked about", "check that it runs");
            registry.start();
            assertBuilds(registry, spareClusters("deployer"), "older");
        }
    }

    /** The layers are already in the registry, so the engine does not retry five times before it gives up. */
    @ParameterizedTest
    @Cases(value = "newer", slow = "older")
    @Fault(
            value = "registry: its disk is full",
            outcome = "the build fails and says so, the old image stays; pushed once there is space",
            says = "free disk space")
    void reportsAFullDiskAndRecovers(String which) throws IOException {
        try (SpareRegistry registry = new SpareRegistry(folder, 16, Optional.empty())) {
            Path clusters = spareClusters("deployer");
            assertBuilds(registry, clusters, which);
            Optional<String> before = registry.served(REPOSITORY, version);

            Path filler = registry.fill();
            Cli.Outcome full =
                    build(clusters, which, "--label", "other=1", "--overwrite").expect(5);
            assertThat(full.text())
                    .contains(
                            image + " was not pushed: registry " + SpareRegistry.HOST,
                            "free disk space",
                            "build again");
            assertThat(registry.served(REPOSITORY, version)).isEqualTo(before);
            assertThat(mark(clusters, "tested").expect(5).text())
                    .contains(
                            "registry " + SpareRegistry.HOST + " did not accept tag",
                            "free disk space, then try again");
            assertThat(registry.served(REPOSITORY, "tested")).isEmpty();

            Files.delete(filler);
            assertBuilds(registry, clusters, which, "--label", "other=1", "--overwrite");
            assertThat(registry.served(REPOSITORY, version)).isNotEqualTo(before);
            mark(clusters, "tested").expect(0);
        }
    }

    /** Likewise: the image's configuration is cut, which large labels make long. */
    @ParameterizedTest
    @Cases(value = "newer", slow = "older")
    @Fault(
            value = "registry: the connection breaks during a push",
            outcome = "the build fails and says so; the next one continues where it stopped",
            says = "was not pushed: registry ")
    void reportsACutPushAndSucceedsLater(String which) {
        try (SpareRegistry registry = new SpareRegistry(folder, 0, Optional.empty())) {
            Path clusters = spareClusters("deployer");
            String layers = image + "-layers";
            Cli.run(clusters, tools(which), buildArguments(layers, folder.resolve("ctx")))
                    .expect(0);
            String label = "x".repeat(30_000);
            write(
                    "ctx/Dockerfile",
                    read(folder.resolve("ctx/Dockerfile")) + "LABEL one=" + label + " \\\n two=" + label
                            + " \\\n three=" + label + "\n");
            registry.line().cutAfter(60_000);
            assertThat(build(clusters, which).expect(5).text())
                    .contains(
                            image + " was not pushed: registry " + SpareRegistry.HOST,
                            "check that it runs",
                            "build again");
            assertThat(registry.line().cuts()).isPositive();
            registry.line().heal();
            assertThat(registry.served(REPOSITORY, version)).isEmpty();
            assertBuilds(registry, clusters, which);
        }
    }

    /** The engine itself retries its push after some seconds. */
    @Test
    @Tag("slow")
    void retriesAPushThatIsCutOnce() {
        try (SpareRegistry registry = new SpareRegistry(folder, 0, Optional.empty())) {
            registry.line().cutAfter(1 << 20);
            try (CliProcess process = CliProcess.start(
                    folder, Map.of(), buildArguments(image, folder.resolve("ctx"), "--builder", "classic"))) {
                process.awaitProgress(": Retrying in");
                registry.line().heal();
                process.expect(0);
            }
            assertThat(registry.line().cuts()).isPositive();
            assertThat(registry.served(REPOSITORY, version)).isPresent();
            assertNothingLeft();
        }
    }
}
