package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.LinkedHashSet;
import java.util.Set;

/** All errors in a file, so that they can be corrected at once. */
final class Problems {
    /** Users correct no more at a time, and a malicious file must not fill a log. */
    private static final int MOST = 20;

    private final Set<String> lines = new LinkedHashSet<>();

    void add(Place place, String message) {
        lines.add(place.line(message));
        if (lines.size() >= MOST) {
            lines.add(place.file() + ": there may be more errors");
            throwIfAny();
        }
    }

    void throwIfAny() {
        if (!lines.isEmpty()) {
            throw new RefusedException(String.join("\n", lines));
        }
    }
}
