package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.SourceFile;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever secrets are made of, and whatever else the stack has, nothing of their content is kept. */
class SecretsStayOutTest {
    private final List<String> contents = new ArrayList<>();
    private Random random;

    /** A content that occurs nowhere else. */
    private String content() {
        byte[] bytes = new byte[8 + random.nextInt(40)];
        random.nextBytes(bytes);
        contents.add(HexFormat.of().formatHex(bytes));
        return contents.get(contents.size() - 1);
    }

    private Stacks stack(int secrets) {
        StringBuilder file = new StringBuilder("""
                services:
                  web:
                    image: registry.example/web:1.0
                    environment: {LEVEL: "${LEVEL}"}
                    env_file: plain.env
                    configs: [page]
                    deploy: {labels: {swarm-delivery.route.port: "8080"}}
                configs: {page: {file: page.html}}
                secrets:
                """);
        List<String> used = new ArrayList<>();
        for (int i = 0; i < secrets; i++) {
            String made = random.nextBoolean() ? "environment: S" + i : "file: ./secrets/" + i + ".txt";
            file.append("  s" + i + ": {" + made + "}\n");
            if (random.nextBoolean()) {
                used.add("s" + i);
            }
        }
        String text = used.isEmpty()
                ? file.toString()
                : file.toString().replace("    configs: [page]", "    configs: [page]\n    secrets: " + used);
        Stacks stacks = Stacks.of(text)
                .file("plain.env", "PLAIN=1\n")
                .file("page.html", "<p>".repeat(random.nextInt(5000)))
                .value("LEVEL", "info");
        for (int i = 0; i < secrets; i++) {
            stacks.value("S" + i, content()).file("secrets/" + i + ".txt", content());
        }
        return stacks;
    }

    private void assertNothingOf(ReleaseSpec release) {
        ReleaseSource source = release.source().orElseThrow();
        StringBuilder kept = new StringBuilder(ReleaseSpecFormat.toTree(release).toString())
                .append(release)
                .append(source)
                .append(source.settings());
        // Some of it is compressed.
        List<SourceFile> files = new ArrayList<>(source.texts().stack());
        files.addAll(source.texts().files());
        files.forEach(file -> kept.append(new String(file.content(), StandardCharsets.UTF_8)));
        assertThat(source.complete()).isTrue();
        for (String content : contents) {
            String base64 = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
            assertThat(kept).doesNotContain(content, base64);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void neitherFirstNorConfiguredReleaseKeepsContent(long seed) {
        random = new Random(seed);
        int secrets = 1 + random.nextInt(6);
        StackSource.Content made = new StackRelease(stack(secrets).read(), List.of()).content(SourceTest.TARGET);
        assertThat(made.bodies().secrets()).hasSize(secrets);
        assertNothingOf(made.release());
        assertThat(made.toString()).doesNotContain(contents);

        Values given = new Values().putWritten(Values.SET, "LEVEL=debug");
        given.putSecret("s0", content().getBytes(StandardCharsets.UTF_8));
        StackSource.Content again = new Reconfiguration(given)
                .of(ReleaseSpecFormat.fromTree(ReleaseSpecFormat.toTree(made.release())), SourceTest.TARGET)
                .orElseThrow()
                .source()
                .content(SourceTest.TARGET);
        assertThat(again.bodies().secrets()).hasSize(1);
        assertThat(again.release().objects().secrets()).hasSize(secrets);
        assertNothingOf(again.release());
    }
}
