package io.jenkins.plugins.swarmdelivery.cli.clusters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A clusters file, with the keys and the password file that it names. */
abstract class ClustersFileBed {
    static final String TLS = "  tls: {ca: ca.pem, cert: cert.pem, key: key.pem}\n";
    static final String START = "one:\n  managers: [tcp://m:2376]\n" + TLS;

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        for (String name : new String[] {"ca.pem", "cert.pem", "key.pem", "password"}) {
            Files.writeString(folder.resolve(name), "secret");
            Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
        }
    }

    final ClusterSettings read(String text, String cluster) throws IOException {
        return described(text, cluster).settings();
    }

    final ClustersFile.Described described(String text, String cluster) throws IOException {
        Path file = folder.resolve("clusters.yml");
        Files.writeString(file, text);
        return ClustersFile.read(file, cluster);
    }

    final void refused(String text, String... parts) {
        assertThatThrownBy(() -> read(text, "one"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }
}
