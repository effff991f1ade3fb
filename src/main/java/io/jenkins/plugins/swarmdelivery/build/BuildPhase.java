package io.jenkins.plugins.swarmdelivery.build;

import java.util.List;

/** The phases of a build, in order. */
public enum BuildPhase {
    TESTS_IMAGE("tests image", "build the image with the tests, and push it"),
    TESTS("tests", "run the tests in it"),
    IMAGE("image", "build the image, and push it");

    private final String word;
    private final String meaning;

    BuildPhase(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** The phases of a build with or without tests. */
    public static List<BuildPhase> of(boolean tested) {
        return tested ? List.of(values()) : List.of(IMAGE);
    }

    public String word() {
        return word;
    }

    /** What the phase does. */
    public String meaning() {
        return meaning;
    }
}
