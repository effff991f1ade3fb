package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.Locale;

/** What a service of a stack is to a delivery. */
public enum Role {
    /** Users reach it: one per color, and the router sends users to the active one. */
    ROUTED,
    /** One per color, called by services of the same color. */
    COLORED,
    /** One for both colors, updated in place and only when its definition changes. */
    SHARED,
    /** Runs once for each release, to its end, before what depends on it starts. */
    JOB;

    /** It has a service for each color, which comes and goes with a release. */
    public boolean ofColor() {
        return this == ROUTED || this == COLORED;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
