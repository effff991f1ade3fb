package io.jenkins.plugins.swarmdelivery.stack;

import java.util.Locale;

/** What a service is to a delivery. */
public enum Role {
    /** Users reach it: one per color, and the router sends users to the active one. */
    ROUTED,
    /** One per color, called by services of the same color. */
    COLORED,
    /** One for both colors, updated in place and only when its definition changes. */
    SHARED,
    /** Runs once for each release, to its end, before what depends on it starts. */
    JOB;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
