package io.jenkins.plugins.swarmdelivery.build;

import java.util.Optional;

/**
 * The result of a build.
 *
 * @param testsImage the image in which the tests ran; empty if there were none
 * @param tests their result, likewise
 * @param image the image that was built; empty if tests failed
 */
public record BuildReport(Optional<BuildRecord> testsImage, Optional<TestResult> tests, Optional<BuildRecord> image) {}
