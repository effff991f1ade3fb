package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.tls.Authority;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before any cluster is contacted. */
class RouterRenewCommandTest {
    @TempDir
    Path folder;

    private final Authority authority = Authority.create("users", Instant.now());
    private final Authority.Identity identity = authority.server("shop.lab", Instant.now());

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String haproxy() throws IOException {
        return "haproxy: {tls: {ca: %s, cert: %s, key: %s}}"
                .formatted(
                        write("admin-ca.pem", authority.identity().certificate()),
                        write("admin.pem", identity.certificate()),
                        write("admin-key.pem", identity.key()));
    }

    private void assertRefused(String router, String certificate, String key, String message) throws IOException {
        String clusters = write("clusters.yml", """
                one:
                  managers: [tcp://127.0.0.1:1]
                  allowPlaintext: true
                  router: {%s}
                """.formatted(router));
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = Main.run(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of(),
                "--clusters",
                clusters,
                "router",
                "renew",
                "one",
                "--certificate",
                certificate,
                "--key",
                key);

        assertThat(status).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(message).doesNotContain("PRIVATE KEY");
    }

    @Test
    void traefikRenewsItself() throws IOException {
        assertRefused(
                "traefik: {allowPlaintext: true}",
                write("cert.pem", identity.certificate()),
                write("key.pem", identity.key()),
                "one.router: Traefik renews certificates itself; see docs/traefik.md");
    }

    @Test
    void fileIsMissing() throws IOException {
        String missing = folder.resolve("no.pem").toString();

        assertRefused(
                haproxy(), missing, missing, "--certificate: \"" + missing + "\" is not valid; there is no such file");
    }

    @Test
    void fileIsTooLarge() throws IOException {
        String large = write("large.pem", "x".repeat((1 << 20) + 1));

        assertRefused(haproxy(), write("cert.pem", identity.certificate()), large, "it is larger than 1 MB");
    }

    @Test
    void keyIsAnother() throws IOException {
        assertRefused(
                haproxy(),
                write("cert.pem", identity.certificate()),
                write("key.pem", authority.server("shop.lab", Instant.now()).key()),
                "--key: is not the key of the first certificate");
    }
}
