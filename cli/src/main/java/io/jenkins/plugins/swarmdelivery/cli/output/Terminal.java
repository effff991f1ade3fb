package io.jenkins.plugins.swarmdelivery.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Detects interactive terminals. */
public final class Terminal {
    private Terminal() {}

    /**
     * Whether a stream is a terminal that supports escape sequences.
     *
     * @param descriptor 1 for standard output, 2 for standard error
     */
    public static boolean is(int descriptor, Map<String, String> environment) {
        String kind = environment.getOrDefault("TERM", "dumb");
        return !kind.equals("dumb") && isDevice(descriptor);
    }

    /**
     * Java's own check covers input and output together, and is always true in newer versions; it is for systems
     * without /proc.
     */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isDevice(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
            }
        } catch (IOException e) {
            return false;
        }
        return System.console() != null;
    }
}
