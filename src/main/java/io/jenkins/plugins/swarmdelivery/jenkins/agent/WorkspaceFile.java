package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;

/**
 * Reads one file of a workspace on the machine of the workspace. What is outside of it is not read, however a path or a
 * symbolic link leads there.
 */
public final class WorkspaceFile extends MasterToSlaveFileCallable<WorkspaceFile.Content> {
    private static final long serialVersionUID = 1L;

    private final String folder;
    private final String path;
    private final int most;

    /**
     * @param folder of the workspace, to which the path is relative; empty for the workspace itself
     * @param most bytes to read; a larger file is cut behind them
     */
    public WorkspaceFile(String folder, String path, int most) {
        this.folder = folder;
        this.path = path;
        this.most = most;
    }

    /** What there is under a path. */
    public enum State {
        READ,
        MISSING,
        OUTSIDE,
        NOT_A_FILE
    }

    /** @param bytes of the file; empty where none was read */
    @SuppressWarnings("ArrayRecordComponent")
    public record Content(State state, byte[] bytes) implements Serializable {
        private static Content none(State state) {
            return new Content(state, new byte[0]);
        }

        /** It may be a secret. */
        @Override
        public String toString() {
            return state + ", " + bytes.length + " bytes";
        }
    }

    @Override
    public Content invoke(File workspace, VirtualChannel channel) throws IOException {
        try {
            Path root = workspace.toPath().toRealPath();
            Path written = root.resolve(folder).resolve(path).normalize();
            if (!written.startsWith(root)) {
                return Content.none(State.OUTSIDE);
            }
            Path file = written.toRealPath();
            if (!file.startsWith(root)) {
                return Content.none(State.OUTSIDE);
            }
            // A pipe or a device could be read for ever.
            return Files.isRegularFile(file) ? new Content(State.READ, read(file)) : Content.none(State.NOT_A_FILE);
        } catch (NoSuchFileException | NotDirectoryException | InvalidPathException e) {
            return Content.none(State.MISSING);
        }
    }

    private byte[] read(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return content.readNBytes(most);
        }
    }
}
