package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes the files of a router into a folder without overwriting a user's edits. */
public final class RouterFiles {
    private static final String NEW_SUFFIX = ".new";

    private RouterFiles() {}

    /**
     * Writes all files. If that would overwrite edits, it leaves all files unchanged and writes the new versions next
     * to them, with the suffix {@code .new}, for the user to merge. An edited copy of the current text is kept.
     *
     * @param files the contents by file name, from {@link RouterInit#files}
     * @return a message for each file
     * @throws RefusedException if edits must be merged, or a file cannot be written
     */
    public static List<String> write(Path folder, Map<String, String> files) {
        List<String> edited = new ArrayList<>();
        files.forEach((name, text) -> {
            if (wouldLoseEdits(folder.resolve(name), text)) {
                edited.add(name);
            }
        });
        if (!edited.isEmpty()) {
            throw mergeRequired(folder, files, edited);
        }
        List<String> messages = new ArrayList<>();
        files.forEach((name, text) -> {
            Path file = folder.resolve(name);
            if (editsCurrentText(file, text)) {
                messages.add(file + " (kept, with your edits)");
            } else {
                writeFile(file, text);
                messages.add(file.toString());
            }
        });
        return messages;
    }

    private static boolean wouldLoseEdits(Path file, String text) {
        return Files.exists(file) && Stamp.isEdited(read(file)) && !editsCurrentText(file, text);
    }

    private static boolean editsCurrentText(Path file, String text) {
        return Files.exists(file)
                && Stamp.isEdited(read(file))
                && Stamp.hashOf(read(file)).equals(Stamp.hashOf(text));
    }

    private static RefusedException mergeRequired(Path folder, Map<String, String> files, List<String> edited) {
        List<String> newNames = new ArrayList<>();
        files.forEach((name, text) -> {
            Path file = folder.resolve(name);
            if (!Files.exists(file) || !read(file).equals(text)) {
                writeFile(folder.resolve(name + NEW_SUFFIX), text);
                newNames.add(name + NEW_SUFFIX);
            }
        });
        Path first = folder.resolve(edited.get(0));
        return new RefusedException(
                folder + ": edits in " + String.join(", ", edited) + " were kept; merge the new versions "
                        + String.join(", ", newNames) + " (diff -u " + first + " " + first + NEW_SUFFIX
                        + "; copy the first line, too), rename them to replace the originals, then run deploy.sh");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static void writeFile(Path file, String text) {
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
