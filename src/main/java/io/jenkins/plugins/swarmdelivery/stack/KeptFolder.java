package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.SourceFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of a stack file, as it was when a release was made from it. */
record KeptFolder(ReleaseSource.Texts texts) implements StackFolder {
    @Override
    public byte[] read(String path, int most) throws IOException {
        Optional<SourceFile> kept =
                texts.files().stream().filter(file -> file.name().equals(path)).findFirst();
        if (kept.isPresent()) {
            return kept.get().content();
        }
        if (texts.missing().contains(path)) {
            throw new NoSuchFileException(path);
        }
        throw new IOException(
                "the release was not made from this file, so it is not kept; deliver from the stack file");
    }

    @Override
    public String absolute(String path) {
        return Path.of(texts.folder()).resolve(path).normalize().toString();
    }
}
