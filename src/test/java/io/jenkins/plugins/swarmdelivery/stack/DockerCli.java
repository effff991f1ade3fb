package io.jenkins.plugins.swarmdelivery.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Docker client of this machine, asked what {@code docker stack deploy} posts. */
record DockerCli(Path program, String version) {
    /** The bodies, or why it refused the files. */
    record Answer(Map<String, List<Object>> posted, Optional<String> refused) {}

    /** Empty where there is no such program, or none that answers. */
    static Optional<DockerCli> at(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.startsWith("Docker version ")
                    ? Optional.of(new DockerCli(program, said.substring(15).split("[,+]", -1)[0]))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What is first in the search path. */
    static Optional<DockerCli> ofThisMachine() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path program = Path.of(folder, "docker");
            if (Files.isExecutable(program)) {
                return at(program);
            }
        }
        return Optional.empty();
    }

    Answer deploy(String stack, List<Path> files, Map<String, String> environment, Path home)
            throws IOException, InterruptedException {
        try (StubSwarm swarm = new StubSwarm()) {
            List<String> command = new ArrayList<>(List.of(program.toString(), "-H", swarm.address()));
            command.addAll(List.of("stack", "deploy", "--resolve-image", "never"));
            files.forEach(file -> command.addAll(List.of("-c", file.toString())));
            if (detaches()) {
                command.add("--detach=true");
            }
            command.add(stack);
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().put("DOCKER_CONFIG", home.toString());
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(1, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(program + " does not end");
            }
            return new Answer(swarm.posted(), process.exitValue() == 0 ? Optional.empty() : Optional.of(said.strip()));
        }
    }

    private boolean detaches() {
        return Integer.parseInt(version.split("\\.", -1)[0]) >= 26;
    }
}
