package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The files with which a client controls a router, readable by their owner alone.
 *
 * @param ca the authority's certificate
 * @param certificate the client's
 * @param key the client's
 */
public record ClientFiles(Path ca, Path certificate, Path key) implements ClientStore {
    /** The authority's key, beside its certificate: {@code ca-key.pem} beside {@code ca.pem}. */
    public Path authorityKey() {
        String name = Objects.requireNonNull(ca.getFileName()).toString();
        int dot = name.lastIndexOf('.');
        return ca.resolveSibling(dot < 0 ? name + "-key" : name.substring(0, dot) + "-key" + name.substring(dot));
    }

    /** {@inheritDoc} Only some of the files, for example. */
    @Override
    public boolean exist() {
        List<Path> all = List.of(ca, certificate, key);
        List<Path> there = all.stream().filter(Files::exists).toList();
        if (!there.isEmpty() && there.size() < all.size()) {
            List<Path> missing =
                    all.stream().filter(path -> !there.contains(path)).toList();
            throw new RefusedException("router.haproxy.tls: " + words(there) + " exists, but not " + words(missing)
                    + "; bring the missing files back, or move the others away to get new ones");
        }
        if (there.isEmpty() && Files.exists(authorityKey())) {
            throw new RefusedException("router.haproxy.tls: " + authorityKey() + " exists, but not " + words(all)
                    + "; bring the missing files back, or move the key away to get new ones");
        }
        return !there.isEmpty();
    }

    @Override
    public Authority authority() {
        if (!Files.exists(authorityKey())) {
            throw new RefusedException("router.haproxy.tls: the key of the authority, " + authorityKey()
                    + ", does not exist; bring it back for this command, or make certificates as docs/haproxy.md says"
                    + " and name their secrets with --cert-secret and --ca-secret");
        }
        return new Authority(new Authority.Identity(read(ca), read(authorityKey())));
    }

    @Override
    public void create(Authority authority, Authority.Identity client) {
        write(authorityKey(), authority.identity().key());
        write(ca, authority.identity().certificate());
        write(certificate, client.certificate());
        write(key, client.key());
    }

    /** {@inheritDoc} All are written before the first one is replaced; if one cannot be written, none is. */
    @Override
    public void replace(Authority authority, Authority.Identity client) {
        List<Replacement> made = new ArrayList<>();
        try {
            made.add(Replacement.write(ca, authority.identity().certificate()));
            made.add(Replacement.write(certificate, client.certificate()));
            made.add(Replacement.write(key, client.key()));
            made.forEach(Replacement::move);
        } finally {
            made.forEach(Replacement::discard);
        }
    }

    /** All of its files that are new. */
    List<Path> all() {
        return List.of(ca, authorityKey(), certificate, key);
    }

    @Override
    public List<String> names() {
        return all().stream().map(Path::toString).toList();
    }

    @Override
    public String authorityName() {
        return ca.toString();
    }

    @Override
    public String clientName() {
        return certificate + " and " + key;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static String words(List<Path> paths) {
        return String.join(", ", paths.stream().map(Path::toString).toList());
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Files.createFile(file, ownerOnly());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static RefusedException unwritable(Path file, IOException cause) {
        return new RefusedException(file + ": cannot be written: " + cause.getMessage());
    }

    /** A file that is complete whenever somebody reads it. */
    private record Replacement(Path file, Path made) {
        static Replacement write(Path file, String text) {
            try {
                Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent());
                Replacement replacement = new Replacement(file, Files.createTempFile(parent, ".", ".pem", ownerOnly()));
                Files.writeString(replacement.made(), text);
                return replacement;
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }

        void move() {
            try {
                Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }

        /** Does nothing once it has been moved. */
        void discard() {
            try {
                Files.deleteIfExists(made);
            } catch (IOException e) {
                throw unwritable(made, e);
            }
        }
    }
}
