package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Copies the reports of a test run from a container to a folder. The content is not trusted: no file is written outside
 * that folder, links are skipped, and number and size are limited.
 */
public final class ReportFiles {
    private static final int MAX_FILES = 10_000;
    private static final long MAX_BYTES = 512L << 20;

    private static final String WILDCARDS = "[*?\\[{].*$";

    private final String wanted;
    private final Path folder;
    private final Path root;
    private final PathMatcher matcher;

    /**
     * @param reports to copy
     * @param workingDirectory of the image, to which a relative pattern applies; empty for {@code /}
     * @throws RefusedException if the pattern covers the container's whole file system
     */
    public ReportFiles(TestOrder.Reports reports, String workingDirectory) {
        String pattern = reports.pattern();
        String base = workingDirectory.isEmpty() ? "/" : workingDirectory;
        this.wanted =
                (pattern.startsWith("/") ? pattern : base.replaceFirst("/*$", "/") + pattern).replaceFirst("/+$", "");
        this.folder = reports.folder();
        String fixed = wanted.replaceFirst(WILDCARDS, "");
        boolean named = fixed.equals(wanted);
        this.root = Path.of(named ? wanted : fixed.replaceFirst("/[^/]*$", "/")).normalize();
        this.matcher =
                named ? path -> path.startsWith(root) : FileSystems.getDefault().getPathMatcher("glob:" + wanted);
        if (root.getNameCount() == 0) {
            throw new RefusedException("reports", pattern, "name the folder that they are in, e.g. /reports/*.xml");
        }
    }

    /** The path in the container that contains all reports, to be requested as a tar. */
    public String root() {
        return root.toString();
    }

    /**
     * Extracts the reports from the tar of {@link #root}.
     *
     * @return their new paths
     * @throws IOException if the tar is truncated
     * @throws BuildException if they cannot be written, or are too many
     */
    public List<Path> take(InputStream tar) throws IOException {
        TarArchiveInputStream entries = new TarArchiveInputStream(tar, StandardCharsets.UTF_8.name());
        List<Path> taken = new ArrayList<>();
        long bytes = 0;
        for (TarArchiveEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            // Names in the tar begin with the last part of the root.
            Path inside = root.resolveSibling(entry.getName()).normalize();
            if (!plainFile(entry) || !matcher.matches(inside)) {
                continue;
            }
            bytes += entry.getSize();
            if (taken.size() == MAX_FILES || bytes > MAX_BYTES) {
                throw new BuildException("reports " + wanted + ": more than " + MAX_FILES + " files or "
                        + (MAX_BYTES >> 20) + " MB; name fewer");
            }
            Path name = inside.equals(root) ? Objects.requireNonNull(root.getFileName()) : root.relativize(inside);
            taken.add(write(name, entries));
        }
        return taken;
    }

    private static boolean plainFile(TarArchiveEntry entry) {
        return entry.getLinkFlag() == TarConstants.LF_NORMAL || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
    }

    private Path write(Path name, InputStream content) throws IOException {
        Path target = folder.resolve(name.toString()).normalize();
        if (!target.startsWith(folder.normalize())) {
            throw new BuildException("reports " + wanted + ": " + name + " leads out of " + folder);
        }
        try {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
        } catch (IOException e) {
            throw new BuildException("reports cannot be written to " + folder + ": " + e.getMessage(), e);
        }
        Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        return target;
    }
}
