package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.time.Instant;

/**
 * One version of an application.
 *
 * @param number of the release among those of the application in its cluster, from 1; never used twice
 * @param version the name for people: the image's tag, or its shortened digest if it has no tag
 * @param image pinned by digest
 * @param author who made it
 * @param at when its delivery began
 */
public record Release(int number, String version, ImageReference image, Author author, Instant at) {
    private static final int LONGEST_VERSION = 128;

    public Release {
        version = Bounded.text(version, LONGEST_VERSION);
    }

    /** @param wanted a version or {@code #number} */
    public boolean named(String wanted) {
        return version.equals(wanted) || wanted.equals("#" + number);
    }

    @Override
    public String toString() {
        return version + " (#" + number + ")";
    }
}
