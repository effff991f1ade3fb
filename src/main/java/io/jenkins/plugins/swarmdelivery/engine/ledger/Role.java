package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.Locale;

/** What a delivery does with a service of a stack. */
public enum Role {
    /** Users reach it: one per color; the router sends users to the active one. */
    ROUTED,
    /** One per color, called by services of the same color. */
    COLORED,
    /** One for both colors, updated in place, and only if its definition changes. */
    SHARED,
    /** Runs to completion once for each release, before the services that depend on it start. */
    JOB;

    /** Whether each release has a service of its own for it. */
    public boolean ofColor() {
        return this == ROUTED || this == COLORED;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
