package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.XmlFile;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/** Operations on disk, one file each. One that cannot be saved or read prevents no rollback and hides no other. */
final class OperationStore {
    private static final Logger LOGGER = Logger.getLogger(OperationStore.class.getName());
    private static final String FOLDER = "swarm-delivery-operations";

    private final Path folder;

    OperationStore(File home) {
        folder = home.toPath().resolve(FOLDER);
    }

    void save(Operation operation) {
        try {
            file(operation).write(operation);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> operation.getTitle() + " is not saved");
        }
    }

    void remove(Operation operation) {
        try {
            file(operation).delete();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> operation.getTitle() + " is forgotten, and its file is not deleted");
        }
    }

    /** Newest first. */
    List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.toString().endsWith(".xml")).forEach(file -> read(file, all));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot list " + folder);
        }
        all.sort(Comparator.comparing(Operation::getStartedAt).reversed());
        return all;
    }

    private static void read(Path file, List<Operation> into) {
        try {
            into.add((Operation) new XmlFile(Jenkins.XSTREAM2, file.toFile()).read());
        } catch (IOException | ClassCastException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot read " + file + "; delete it if nobody needs it");
        }
    }

    private XmlFile file(Operation operation) {
        return new XmlFile(
                Jenkins.XSTREAM2, folder.resolve(operation.getId() + ".xml").toFile());
    }
}
