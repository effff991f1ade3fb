package io.jenkins.plugins.swarmdelivery.tools;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs of this machine, as an environment names them.
 *
 * @param environment in which they are looked for, and run
 */
public record Programs(Map<String, String> environment) {
    /** Where a program is, by the environment's {@code PATH}. */
    Optional<Path> find(String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** The docker client's own folder: what is not taken from there are its logins. */
    Path dockerFolder() {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(environment.getOrDefault(
                "DOCKER_CONFIG", Path.of(home, ".docker").toString()));
    }

    List<String> pluginFolders() {
        return List.of(dockerFolder().resolve("cli-plugins").toString());
    }
}
