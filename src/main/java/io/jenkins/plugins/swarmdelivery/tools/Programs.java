package io.jenkins.plugins.swarmdelivery.tools;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Programs of this machine, found in an environment.
 *
 * @param environment in which they are found and run
 */
public record Programs(Map<String, String> environment) {
    /** The path of a program, by the environment's {@code PATH}. */
    Optional<Path> find(String name) {
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /** The Docker client's own folder; its logins are not used. */
    Path dockerFolder() {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        return Path.of(environment.getOrDefault(
                "DOCKER_CONFIG", Path.of(home, ".docker").toString()));
    }

    List<String> pluginFolders() {
        return List.of(dockerFolder().resolve("cli-plugins").toString());
    }
}
