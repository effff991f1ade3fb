package io.jenkins.plugins.swarmdelivery.stack;

import java.io.IOException;

/** The folder of the first stack file, to which the paths in all of them are relative. */
public interface StackFolder {
    /**
     * The content of a file.
     *
     * @param path as written: absolute, or relative to this folder
     * @param most bytes; a larger file may be truncated after them
     * @throws java.nio.file.NoSuchFileException if there is none
     */
    byte[] read(String path, int most) throws IOException;

    /** The absolute path, without {@code .} and {@code ..}. */
    String absolute(String path);
}
