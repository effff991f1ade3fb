package io.jenkins.plugins.swarmdelivery.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A folder of this machine. */
public record DiskFolder(Path folder) implements StackFolder {
    @Override
    public byte[] read(String path, int most) throws IOException {
        try {
            Path file = folder.resolve(path);
            if (Files.isDirectory(file)) {
                throw new IOException("is a folder");
            }
            try (InputStream content = Files.newInputStream(file)) {
                return content.readNBytes(most + 1);
            }
        } catch (InvalidPathException e) {
            throw new NoSuchFileException(path);
        }
    }

    @Override
    public String absolute(String path) {
        try {
            return folder.resolve(path).toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            return path;
        }
    }
}
