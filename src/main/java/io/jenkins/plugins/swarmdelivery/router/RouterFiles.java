package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes the files of a router into a folder where a person may have edited what was written before. */
public final class RouterFiles {
    private static final String BESIDE = ".new";

    private RouterFiles() {}

    /**
     * Writes all of them, or, where that would cost a person's edits, none: then those that differ are written beside,
     * for the person to merge. A file with edits upon the very text that would be written stays as it is.
     *
     * @param files texts by name, as {@link RouterInit#files} made them
     * @return what was done, a line for each file
     * @throws RefusedException if there are edits to be merged, or a file cannot be written
     */
    public static List<String> write(Path folder, Map<String, String> files) {
        List<String> edited = new ArrayList<>();
        files.forEach((name, text) -> {
            if (wouldLoseEdits(folder.resolve(name), text)) {
                edited.add(name);
            }
        });
        if (!edited.isEmpty()) {
            throw merging(folder, files, edited);
        }
        List<String> done = new ArrayList<>();
        files.forEach((name, text) -> {
            Path file = folder.resolve(name);
            if (keepsEdits(file, text)) {
                done.add(file + " (kept, with your edits)");
            } else {
                put(file, text);
                done.add(file.toString());
            }
        });
        return done;
    }

    private static boolean wouldLoseEdits(Path file, String text) {
        return Files.exists(file) && Stamp.edited(read(file)) && !keepsEdits(file, text);
    }

    private static boolean keepsEdits(Path file, String text) {
        return Files.exists(file)
                && Stamp.edited(read(file))
                && Stamp.of(read(file)).equals(Stamp.of(text));
    }

    private static RefusedException merging(Path folder, Map<String, String> files, List<String> edited) {
        List<String> beside = new ArrayList<>();
        files.forEach((name, text) -> {
            Path file = folder.resolve(name);
            if (!Files.exists(file) || !read(file).equals(text)) {
                put(folder.resolve(name + BESIDE), text);
                beside.add(name + BESIDE);
            }
        });
        Path first = folder.resolve(edited.get(0));
        return new RefusedException(folder + ": " + String.join(", ", edited)
                + " has edits, and is kept as it is; the new"
                + " files are beside it: " + String.join(", ", beside) + ". Merge them (diff -u " + first + " " + first
                + BESIDE + "; take over the first line, too), rename them to the files' names, then run deploy.sh");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static void put(Path file, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Files.writeString(file, text);
            if (text.startsWith("#!") && !file.toFile().setExecutable(true)) {
                throw new IOException("cannot be made executable");
            }
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be written: " + e.getMessage());
        }
    }
}
