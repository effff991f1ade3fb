package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.FilePath;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.WorkspaceFile;
import io.jenkins.plugins.swarmdelivery.stack.StackFolder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;

/**
 * The folder of a stack file in a workspace, which may be on an agent. Each file is read once, so that all of a delivery
 * sees the same content, and needs the agent no more.
 */
final class WorkspaceFolder implements StackFolder {
    private static final int MOST_FILES = 1_000;

    /** Bytes of all files. */
    private static final long MOST = 64L << 20;

    private final FilePath workspace;
    private final String folder;
    private final Map<String, byte[]> read = new HashMap<>();
    private int asked;
    private long left = MOST;

    /** @param stack the path of the first stack file, in the workspace */
    WorkspaceFolder(FilePath workspace, String stack) {
        this.workspace = workspace;
        int slash = Math.max(stack.lastIndexOf('/'), stack.lastIndexOf('\\'));
        this.folder = stack.substring(0, slash + 1);
    }

    /**
     * A file that a parameter names, by its path in the workspace.
     *
     * @param field for messages
     * @throws RefusedException if it cannot be read
     */
    byte[] file(String field, String path, int most) throws IOException {
        try {
            return content("", path, most);
        } catch (NoSuchFileException e) {
            throw new RefusedException(field, path, "there is no such file in the workspace " + workspace.getRemote());
        } catch (Unreadable e) {
            throw new RefusedException(field, path, e.getMessage());
        }
    }

    @Override
    public byte[] read(String path, int most) throws IOException {
        // One byte more tells that it is too large.
        return content(folder, path, most + 1);
    }

    private synchronized byte[] content(String base, String path, int most) throws IOException {
        String key = base + "\n" + path + "\n" + most;
        byte[] known = read.get(key);
        if (known != null) {
            return known.clone();
        }
        if (++asked > MOST_FILES) {
            throw new Unreadable("the stack names more than " + MOST_FILES + " files; name fewer");
        }
        WorkspaceFile.Content found = ask(new WorkspaceFile(base, path, most));
        switch (found.state()) {
            case MISSING -> throw new NoSuchFileException(path);
            case OUTSIDE ->
                throw new Unreadable("it is outside of the workspace " + workspace.getRemote() + "; copy it there");
            case NOT_A_FILE -> throw new Unreadable("it is not a file");
            default -> {
                left -= found.bytes().length;
                if (left < 0) {
                    throw new Unreadable("the files of the stack exceed 64 MB together; name fewer");
                }
                read.put(key, found.bytes());
            }
        }
        return found.bytes().clone();
    }

    private WorkspaceFile.Content ask(WorkspaceFile file) throws IOException {
        try {
            return workspace.act(file);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the workspace was read");
        }
    }

    @Override
    public String absolute(String path) {
        return workspace.child(folder).child(path).getRemote();
    }

    /** There is something, but it is not read. */
    private static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        Unreadable(String why) {
            super(why);
        }
    }
}
