package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Secrets as files that are laid into a container before it starts, where a Swarm would put them too. */
public final class SecretTar {
    /** Tests need not run as root. */
    private static final int MODE = 0444;
    /** What a Swarm takes at most. */
    private static final int LARGEST = 500 << 10;

    private SecretTar() {}

    /** To be unpacked at {@code /}. Throws {@link RefusedException} if one of the files cannot be read. */
    public static byte[] of(Map<String, Path> secrets) {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.writeBytes(TarFormat.head(TarEntry.folder("run")));
        tar.writeBytes(TarFormat.head(TarEntry.folder("run/secrets")));
        secrets.forEach((name, file) -> {
            byte[] bytes = bytes(name, file);
            tar.writeBytes(TarFormat.head(TarEntry.file("run/secrets/" + name, MODE, bytes.length)));
            tar.writeBytes(bytes);
            tar.writeBytes(new byte[TarFormat.padding(bytes.length)]);
        });
        tar.writeBytes(TarFormat.END);
        return tar.toByteArray();
    }

    /** The bytes of one of them. Throws {@link RefusedException} likewise. */
    public static byte[] bytes(String name, Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length > LARGEST) {
                throw new RefusedException("secret " + name, file, "it is larger than " + LARGEST + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new RefusedException("secret " + name, file, "the file cannot be read");
        }
    }
}
