package io.jenkins.plugins.swarmdelivery.build;

import java.util.Optional;

/**
 * How it went.
 *
 * @param testsImage what the tests ran in; empty where there were none
 * @param tests how they ended, likewise
 * @param image what was built in the end; empty where tests failed
 */
public record BuildReport(Optional<BuildRecord> testsImage, Optional<TestResult> tests, Optional<BuildRecord> image) {}
