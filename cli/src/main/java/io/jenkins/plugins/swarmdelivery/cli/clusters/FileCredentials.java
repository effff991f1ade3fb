package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Credentials in files that a clusters file names. They are read each time they are needed. */
final class FileCredentials {
    private FileCredentials() {}

    /**
     * PEM files for a mutual TLS connection.
     *
     * @param ca the authority that signed the server's certificate
     * @param cert the client's certificate
     * @param key the client's key; not encrypted
     */
    record Tls(Path ca, Path cert, Path key) implements Supplier<TlsMaterial> {
        @Override
        public TlsMaterial get() {
            try {
                return new TlsMaterial(text(ca), text(cert), text(key));
            } catch (RefusedException e) {
                throw new RefusedException(e.getMessage() + " (read from " + ca + ", " + cert + ", " + key + ")");
            }
        }
    }

    /** The first line of the file is the password or token. */
    record Password(Path file) implements Supplier<String> {
        @Override
        public String get() {
            return text(file)
                    .lines()
                    .findFirst()
                    .orElseThrow(() -> new RefusedException(file + ": is empty; write the password on its first line"));
        }
    }

    /** Certificates of an authority. */
    record Authority(Path file) implements Supplier<String> {
        @Override
        public String get() {
            return text(file);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }
}
