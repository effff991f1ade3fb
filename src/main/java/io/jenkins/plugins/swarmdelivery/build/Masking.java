package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Masks secrets in a log, even if a build step or a test prints them. */
public final class Masking implements Consumer<String> {
    private static final String MASK = "****";
    /** Shorter secrets would turn every log into stars. */
    private static final int MIN_LENGTH = 4;

    private final Consumer<String> log;
    private final List<String> secrets;

    private Masking(Consumer<String> log, List<String> secrets) {
        this.log = log;
        this.secrets = secrets;
    }

    /**
     * Masks the content of secret files: each line is a secret.
     *
     * @throws RefusedException if a file is unreadable
     */
    public static Consumer<String> of(Consumer<String> log, Collection<Path> files) {
        return ofTexts(log, files.stream().flatMap(Masking::lines).toList());
    }

    /** Masks the given texts. */
    public static Consumer<String> ofTexts(Consumer<String> log, Collection<String> texts) {
        List<String> secrets = texts.stream()
                .map(String::strip)
                .filter(line -> line.length() >= MIN_LENGTH)
                .distinct()
                .toList();
        return secrets.isEmpty() ? log : new Masking(log, secrets);
    }

    private static Stream<String> lines(Path file) {
        try {
            // Not as UTF-8, which a binary file may not be.
            return Files.readString(file, StandardCharsets.ISO_8859_1).lines();
        } catch (IOException e) {
            throw new RefusedException("secret", file, "the file cannot be read");
        }
    }

    @Override
    public void accept(String line) {
        String masked = line;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        log.accept(masked);
    }
}
