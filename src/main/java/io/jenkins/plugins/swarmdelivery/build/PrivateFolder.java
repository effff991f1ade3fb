package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A temporary folder that only its owner can read, for files that tools need; removed when closed. */
public final class PrivateFolder implements AutoCloseable {
    /** Read once: Java itself does that too, and the property may change later. */
    private static final Path ALL = Path.of(System.getProperty("java.io.tmpdir"));

    private final Path path;

    private PrivateFolder(Path path) {
        this.path = path;
    }

    /** @param run whose name the folder gets, so that it is found if it is never closed */
    public static PrivateFolder create(RunId run) {
        try {
            // Java creates temporary folders with mode 0700.
            return new PrivateFolder(Files.createTempDirectory(ALL, run + "-"));
        } catch (IOException e) {
            throw new BuildException("no temporary folder can be created: " + e.getMessage(), e);
        }
    }

    public Path path() {
        return path;
    }

    /** Writes a file that only its owner can read. */
    public Path write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same for bytes. */
    public Path write(String name, byte[] content) {
        Path file = path.resolve(name);
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.write(file, content);
        } catch (IOException e) {
            throw new BuildException("a temporary file cannot be written: " + e.getMessage(), e);
        }
    }

    /** Removes folders that killed runs left on this machine; returns their names. */
    public static List<String> removeLeftOver(Instant now) {
        List<String> removed = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(ALL, RunId.PREFIX + "*")) {
            for (Path folder : folders) {
                boolean leftOver = RunId.parse(String.valueOf(folder.getFileName()))
                        .filter(run -> run.leftOver(now))
                        .isPresent();
                if (leftOver && removed(folder)) {
                    removed.add("folder " + folder);
                }
            }
        } catch (IOException e) {
            throw new BuildException("temporary folders cannot be listed: " + e.getMessage(), e);
        }
        return removed;
    }

    /** Another run may be removing the same folder. Links, and folders of other users, are kept. */
    private static boolean removed(Path folder) {
        try {
            return OwnFolder.remove(folder);
        } catch (IOException e) {
            throw new BuildException("the temporary folder " + folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        removed(path);
    }
}
