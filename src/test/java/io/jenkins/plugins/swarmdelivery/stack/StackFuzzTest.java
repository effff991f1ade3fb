package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import io.jenkins.plugins.swarmdelivery.fuzz.Fuzz;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Damaged stack files: converted, or refused by the file's name, in bounded time and memory. */
class StackFuzzTest {
    private static final Corpus CORPUS = Corpus.ofTests();
    private static final String[] WORDS = {
        "${A:-", "}", "$", "&a ", "*a", "<<: *a\n", "services:", "\n    ", "- ", "|\n", "!!int ", "0444", "{", "[", "x-"
    };

    @Test
    void filesOfTheCorpus() throws Exception {
        List<byte[]> right = new ArrayList<>();
        for (String name : CORPUS.names()) {
            right.add(Files.readAllBytes(CORPUS.files(name).get(0)));
        }
        Fuzz.of("stack files", 800, damage -> {
            byte[] file = right.get(damage.random().nextInt(right.size()));
            read(damage.bytes(file, WORDS));
        });
    }

    @Test
    void treesOfAFullFile() throws Exception {
        Object full = Damage.parse("""
            {"version": "3.8", "services": {"web": {"image": "a", "ports": ["80:80", {"target": 1}], "command": "a 'b'",
              "environment": {"A": 1, "B": null}, "deploy": {"replicas": 2, "update_config": {"delay": "1s"},
              "resources": {"limits": {"cpus": "1", "memory": "1g"}}, "labels": ["swarm-delivery.route.port=80"]},
              "healthcheck": {"test": ["CMD", "a"], "interval": "1s"}, "networks": {"n": {"aliases": ["x"]}},
              "volumes": ["v:/v", {"type": "tmpfs", "target": "/t", "tmpfs": {"size": 5}}], "extra_hosts": ["a:1"],
              "secrets": [{"source": "s", "mode": 292}], "configs": ["c"], "ulimits": {"a": {"soft": 1, "hard": 2}},
              "depends_on": {"db": {"condition": "service_healthy"}}, "env_file": ["files/web.env"]},
              "db": {"image": "b", "extends": {"service": "base"}}, "base": {"image": "c", "logging": {"driver": "x"}}},
             "networks": {"n": {"ipam": {"config": [{"subnet": "10.0.0.0/8"}]}, "labels": {"a": "b"}}},
             "volumes": {"v": {"driver_opts": {"a": 1}}}, "secrets": {"s": {"external": true}},
             "configs": {"c": {"content": "x"}}}
            """);
        Fuzz.of("stack files, as trees", 800, damage -> read(damage.document(full)));
    }

    @Test
    void filesOfValues() throws Exception {
        byte[] right = "A=1\nexport B='x' # c\nC=\"${A}\\n\"\nD=${A:-${B}}\n".getBytes(StandardCharsets.UTF_8);
        Fuzz.of(
                "files of values",
                400,
                damage -> EnvFiles.values("a.env", damage.bytes(right, WORDS), new Values()::get));
    }

    private static void read(byte[] file) throws IOException {
        StackInput.Source source = new StackInput.Source("stack.yml", file);
        Values values = new Values().putAll(CORPUS.values(), "values.env");
        try {
            Stack stack = Stack.read(
                    new StackInput(List.of(source, source), new DiskFolder(CORPUS.folder()), values, Set.of(), true));
            stack.services();
            assertThat(stack.specs("shop").services()).isNotEmpty();
        } catch (RefusedException e) {
            assertThat(e.getMessage()).matches("(?s)(stack\\.yml|files/[^:]+):.*");
            throw e;
        }
    }
}
