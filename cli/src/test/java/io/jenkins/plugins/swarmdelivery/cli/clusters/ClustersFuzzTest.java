package io.jenkins.plugins.swarmdelivery.cli.clusters;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import io.jenkins.plugins.swarmdelivery.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged clusters files: read, or refused with the file's name. */
class ClustersFuzzTest {
    private static final String WRITTEN = """
            # Where it goes.
            staging:
              managers: [tcp://10.77.0.11:2376]
              tls: &tls
                ca: ca.pem
                cert: cert.pem
                key: key.pem
              nodePort: 2376
              registries:
                - server: registry.example:5000
                  user: deployer
                  passwordFile: password
              router:
                haproxy:
                  service: swarm-router
                  adminPort: 9999
                  serviceUrl: https://{application}.example.com
              placement:
                - node.labels.env==prod-like
              defaults: {bake: 10s, prePull: true, keepReleases: 5}

            production:
              managers:
                - tcp://10.77.0.21:2376
              tls: *tls
              requireMark: "tested-*"
              router: {haproxy: {}}
              defaults:
                probe: /healthz
                keepStandby: 1h30m
            """;
    private static final String TREE = """
            {"staging": {"managers": ["tcp://10.77.0.11:2376", "unix:///run/docker.sock"],
              "tls": {"ca": "ca.pem", "cert": "cert.pem", "key": "key.pem"}, "nodePort": 2376,
              "allowPlaintext": false, "requireMark": "tested-*",
              "registries": [{"server": "registry.example:5000", "user": "deployer", "passwordFile": "password",
                "ca": "ca.pem"}],
              "router": {"haproxy": {"service": "swarm-router", "serverName": "proxy", "servicePort": 8080,
                "previewPort": 8081, "adminPort": 9999, "serviceUrl": "https://{application}.example.com",
                "previewUrl": "http://preview.example.com"}},
              "placement": ["node.labels.env==prod-like"],
              "defaults": {"prePull": true, "convergeTimeout": "5m", "maxFailures": 3, "stability": "10s",
                "probe": "/healthz", "bake": "5m", "keepStandby": "1h", "drainTimeout": "30s", "revertTimeout": "30s",
                "keepFailed": false, "keepReleases": 5}}}
            """;
    private static final String[] YAML = {
        "&tls",
        "*tls",
        "<<: *tls",
        "!!int",
        "!!binary",
        "!<tag:x>",
        "%YAML 9.9\n",
        "---\n",
        "...\n",
        "|\n",
        ">-\n",
        "- ",
        "? ",
        ": ",
        "\n  ",
        "{a: &a [*a, *a]}",
        "[",
        "{a: ",
        "? [",
        "- - "
    };

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void filesThatItNames() throws IOException {
        file = folder.resolve("clusters.yml");
        for (String name : List.of("ca.pem", "cert.pem", "key.pem", "password")) {
            Files.createFile(folder.resolve(name));
        }
    }

    @Test
    void readsTheValidFile() throws IOException {
        for (String right : List.of(WRITTEN, TREE)) {
            Files.writeString(file, right);
            assertThat(ClustersFile.read(file, "staging").settings().name()).isEqualTo("staging");
        }
    }

    @Test
    void readsOrRefusesDamagedText() throws Exception {
        byte[] right = WRITTEN.getBytes(StandardCharsets.UTF_8);
        Fuzz.of("clusters.yml as written", 400, damage -> read(damage.bytes(right, YAML)));
    }

    @Test
    void readsOrRefusesDamagedTrees() throws Exception {
        Object right = Damage.parse(TREE);
        Fuzz.of("clusters.yml as a tree", 400, damage -> read(damage.document(right)));
    }

    private void read(byte[] text) throws IOException {
        Files.write(file, text);
        try {
            assertThat(ClustersFile.read(file, "staging").settings().name()).isEqualTo("staging");
        } catch (RefusedException e) {
            assertThat(e.getMessage()).contains(file.toString());
            throw e;
        }
    }
}
