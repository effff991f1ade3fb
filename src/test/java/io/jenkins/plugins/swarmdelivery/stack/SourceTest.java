package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource.GivenValue;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.SourceFile;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A release of a stack is kept with what it was made from. */
class SourceTest {
    private static final String FILE = """
            services:
              web:
                image: registry.example/web:${VERSION:-1.0}
                extends: {file: common.yml, service: base}
                env_file: [web.env, {path: local.env, required: false}]
                environment: [LEVEL, EMPTY=]
                configs: [page, motd]
                secrets: [token, cert, both]
                volumes: ["./logs:/logs:ro"]
                deploy:
                  labels: {swarm-delivery.route.port: "8080"}
            configs:
              page: {file: page.html}
              motd: {environment: MOTD}
            secrets:
              token: {environment: TOKEN}
              cert: {file: cert.pem}
              both: {file: both.env}
            """;

    static final StackSource.Target TARGET =
            new StackSource.Target(new Application("shop"), Color.BLUE, Optional.of("edge"), new byte[] {7});

    private static Stacks stacks() {
        return Stacks.of(FILE)
                .file("common.yml", "services: {base: {init: true, env_file: both.env}}")
                .file("web.env", "PLAIN=1\nOUTSIDE\n")
                .file("page.html", "<h1>Hello</h1>")
                .file("cert.pem", "certificate of secret")
                .file("both.env", "B=hidden")
                .value("LEVEL", "info")
                .value("MOTD", "welcome")
                .value("TOKEN", "hunter2")
                .value("OUTSIDE", "o")
                .value("UNUSED", "never asked for");
    }

    private static ReleaseSpec release(Stacks stacks) {
        return new StackRelease(stacks.read(), List.of()).content(TARGET).release();
    }

    private static ReleaseSource source(ReleaseSpec release) {
        return release.source().orElseThrow();
    }

    @Test
    void keepsTheFilesThatWereRead() {
        ReleaseSource.Texts texts = source(release(stacks())).texts();

        assertThat(texts.stack()).containsExactly(new SourceFile("stack.yml", FILE, false));
        assertThat(texts.files()).extracting(SourceFile::name).containsExactly("common.yml", "page.html", "web.env");
        assertThat(texts.missing()).containsExactly("local.env");
        assertThat(texts.folder()).isEqualTo("/folder/");
    }

    @Test
    void keepsTheValuesThatWereUsedAndTheirOrigin() {
        assertThat(source(release(stacks())).settings().values())
                .isEqualTo(Map.of(
                        "LEVEL", new GivenValue("info", "--set"),
                        "MOTD", new GivenValue("welcome", "--set"),
                        "OUTSIDE", new GivenValue("o", "--set")));
    }

    @Test
    void keepsNoValueOfABranchThatIsNotTaken() {
        Stacks stacks = Stacks.of("""
                        services:
                          web:
                            image: web:1
                            environment: ["A=${A:-${B}}", "C=${C:+${D}}", "E=${E:?needs ${F}}"]
                            deploy: {labels: {swarm-delivery.route.port: "8080"}}
                        """)
                .value("A", "a")
                .value("B", "hunter2")
                .value("D", "hunter2")
                .value("E", "e")
                .value("F", "hunter2");

        assertThat(source(release(stacks)).settings().values()).containsOnlyKeys("A", "E");
        assertThat(stacks.read().variables()).contains("A", "B", "C", "D", "E", "F");
    }

    @Test
    void configsAreMadeAgainWithoutTheFilesAndSecrets() {
        StackSource.Content content = new StackRelease(stacks().read(), List.of()).content(TARGET);
        ReleaseSpec kept = ReleaseSpecFormat.fromTree(ReleaseSpecFormat.toTree(content.release()));

        assertThat(new KeptConfigs().of(kept, TARGET.application()))
                .hasSize(2)
                .isEqualTo(content.bodies().configs());
        assertThat(new KeptConfigs().of(new ReleaseSpec(kept.parts(), kept.objects()), TARGET.application()))
                .isEmpty();
    }

    @Test
    void keepsTheNamesOfSecretsAlone() {
        ReleaseSpec release = release(stacks());

        assertThat(source(release).secrets()).containsOnlyKeys("token", "cert", "both");
        assertThat(source(release).secrets().values())
                .hasSameElementsAs(release.objects().secrets());
        assertThat(ReleaseSpecFormat.toTree(release).toString())
                .doesNotContain("hunter2", "certificate of secret", "TOKEN=");
        assertThat(source(release).texts().files())
                .extracting(SourceFile::text)
                .isNotEmpty()
                .noneMatch(text -> text.contains("hidden"));
    }

    @Test
    void isReadAsItWasWritten() {
        String large =
                IntStream.range(0, 2000).mapToObj(i -> "line " + i + "\n").reduce("", String::concat);
        ReleaseSpec release =
                release(stacks().file("page.html", large).profile("x").allowUnset());

        assertThat(ReleaseSpecFormat.fromTree(ReleaseSpecFormat.toTree(release)))
                .isEqualTo(release);
        assertThat(ReleaseSpecFormat.toTree(release).toString()).hasSizeLessThan(large.length());
    }

    @Test
    void leavesOutTextsThatTakeTooMuchRoom() {
        byte[] random = new byte[190_000];
        new Random(1).nextBytes(random);
        Stacks stacks = stacks().file("page.html", Base64.getEncoder().encodeToString(random));

        StackSource.Content content = new StackRelease(stacks.read(), List.of()).content(TARGET);

        ReleaseSource source = source(content.release());
        assertThat(source.omitted()).contains("more than 250 kB");
        assertThat(source.texts().files()).isEmpty();
        assertThat(source.settings().values()).isEmpty();
        assertThat(content.notes()).anyMatch(note -> note.startsWith("the source of the release is not kept"));
    }

    @Test
    void givesWayWhereTheSpecNeedsTheRoom() {
        ReleaseSpec release = release(stacks());

        assertThat(release.fitting(spec -> 10, 10)).isEqualTo(release);
        assertThat(source(release.fitting(spec -> 11, 10)).omitted()).contains("no room");
        assertThat(release.fitting(spec -> 11, 10).parts()).isEqualTo(release.parts());
    }

    @Test
    void keepsFilesThatAreNoText() {
        byte[] binary = {(byte) 0xff, 0, 1};

        assertThat(SourceFile.of("a", binary).content()).isEqualTo(binary);
        assertThat(SourceFile.of("b", "text".getBytes(StandardCharsets.UTF_8)).content())
                .isEqualTo("text".getBytes(StandardCharsets.UTF_8));
    }
}
