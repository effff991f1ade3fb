package io.jenkins.plugins.swarmdelivery.build;

import java.util.List;

/** The parts of a build, in their order. */
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

    /** Those of a build with tests, or without. */
    public static List<BuildPhase> of(boolean tested) {
        return tested ? List.of(values()) : List.of(IMAGE);
    }

    public String word() {
        return word;
    }

    /** What is done in it. */
    public String meaning() {
        return meaning;
    }
}
