package io.jenkins.plugins.swarmdelivery.stack;

import java.util.regex.Pattern;

/** Paths of Windows nodes, which a stack file on Linux may name. */
final class WindowsPath {
    private static final Pattern ABSOLUTE =
            Pattern.compile("[a-zA-Z]:[\\\\/].*|[\\\\/]{2}[^\\\\/.]+[\\\\/][^\\\\/.].*");

    private WindowsPath() {}

    static boolean absolute(String path) {
        return ABSOLUTE.matcher(path).matches();
    }
}
