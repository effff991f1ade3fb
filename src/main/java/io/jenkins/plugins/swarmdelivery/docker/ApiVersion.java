package io.jenkins.plugins.swarmdelivery.docker;

import java.util.Optional;

/** The versions of the Engine API that this project is tested with; picks the one to use with an engine. */
final class ApiVersion {
    /** The oldest version that offers what a delivery needs; Engine 20.10 has it. */
    private static final int OLDEST = 41;
    /** Engine 29.0; newer engines still support it. */
    private static final int NEWEST = 52;

    static final String RANGE = "1." + OLDEST + " to 1." + NEWEST;

    private ApiVersion() {}

    /** The highest version that both sides support; empty if there is none. */
    static Optional<String> agree(String engineLowest, String engineHighest) {
        int spoken = Math.min(minor(engineHighest, -1), NEWEST);
        return spoken >= Math.max(OLDEST, minor(engineLowest, 0)) ? Optional.of("1." + spoken) : Optional.empty();
    }

    private static int minor(String version, int otherwise) {
        return version.matches("1\\.[0-9]{1,4}") ? Integer.parseInt(version.substring(2)) : otherwise;
    }
}
