package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.registry.ImageStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds the tests image, pushes it, runs the tests in it, and builds and pushes the image only if they pass. The
 * version becomes visible in one step, at the very end, or not at all.
 */
public final class BuildFlow {
    private final ImageBuilder builder;
    private final ImageRegistry registry;
    private final ImageStore store;
    private final Stop stop;
    private final BuildLog log;
    private final Clock clock;

    /**
     * @param registry queried through the engine that builds, because the push of that engine is verified
     * @param store the same registries, queried directly, for what engines do not report
     */
    public BuildFlow(
            ImageBuilder builder, ImageRegistry registry, ImageStore store, Stop stop, BuildLog log, Clock clock) {
        this.builder = builder;
        this.registry = registry;
        this.store = store;
        this.stop = stop;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Runs the flow.
     *
     * @param runner where the tests run; used only if there are tests
     * @throws RefusedException if the registry has another image of that version, and it may not be overwritten
     * @throws BuildException if a step fails; failed tests are part of the report and not an exception
     */
    public BuildReport run(BuildRequest request, TestRunner runner) {
        // Checked first: if a registry is down or denies access, no build time is wasted.
        Optional<String> existing = existing(request.image());
        Optional<BuildRecord> testsImage = Optional.empty();
        Optional<TestResult> tested = Optional.empty();
        if (request.tests().isPresent()) {
            BuildRequest.Tests tests = request.tests().get();
            testsImage = Optional.of(record(
                    request, tests.order(), request.testsImage(), BuildPhase.TESTS_IMAGE, "build the tests image"));
            stop.check();
            ImageReference image = testsImage.get().image();
            log.step(BuildPhase.TESTS, "test, mode " + runner.mode(), image);
            TestResult result =
                    runner.run(image, tests.run(), masked(tests.run().secrets().values()));
            result.warnings().forEach(log::warn);
            tested = Optional.of(result);
            if (!result.passed()) {
                return new BuildReport(testsImage, tested, Optional.empty());
            }
        }
        stop.check();
        BuildRecord image = existing.isPresent() && !request.overwrite()
                ? rebuilt(request, existing.get())
                : record(request, request.order(), request.image(), BuildPhase.IMAGE, "build the image");
        return new BuildReport(testsImage, tested, Optional.of(image));
    }

    private Optional<String> existing(ImageReference image) {
        try {
            return registry.resolve(image).digest();
        } catch (SwarmException.NotFound e) {
            return Optional.empty();
        }
    }

    private BuildRecord record(
            BuildRequest request, BuildOrder order, ImageReference image, BuildPhase phase, String step) {
        log.step(phase, step, image);
        Instant start = clock.instant();
        ImageBuilder.Built made =
                builder.make(order, image, true, masked(order.secrets().values()));
        String pushed = made.digest()
                .orElseThrow(() -> new BuildException(image + " was pushed, but no digest was reported for it"));
        String served = existing(image)
                .orElseThrow(() -> new BuildException(
                        image + " was pushed, but the registry has no such image; somebody may have removed it"));
        if (!served.equals(pushed)) {
            throw new BuildException(image + " was pushed as " + pushed + ", but the registry serves " + served
                    + " of that name; somebody else has pushed it at the same time. Build it again");
        }
        return record(request, order, image.withDigest(served), start, true);
    }

    /** Builds a version that already exists again; the image must be identical to the existing one, which is kept. */
    private BuildRecord rebuilt(BuildRequest request, String existing) {
        ImageReference pinned = request.image().withDigest(existing);
        log.step(BuildPhase.IMAGE, "build the image again, because the registry has that version", pinned);
        Instant start = clock.instant();
        ImageBuilder.Built made = builder.make(
                request.order(),
                request.image(),
                false,
                masked(request.order().secrets().values()));
        List<String> same = new ArrayList<>(List.of(existing));
        store.configuration(pinned).ifPresent(same::add);
        if (!same.contains(made.id())) {
            throw new RefusedException(request.image() + " already exists in the registry, as another image: "
                    + existing + ". Choose another version, or overwrite this one");
        }
        return record(request, request.order(), pinned, start, false);
    }

    private BuildRecord record(
            BuildRequest request, BuildOrder order, ImageReference image, Instant start, boolean pushed) {
        Duration took = Duration.between(start, clock.instant());
        return new BuildRecord(
                image, size(image), base(order), request.revision(), request.source(), builder.name(), took, pushed);
    }

    private Optional<Long> size(ImageReference image) {
        try {
            return Optional.of(store.size(image));
        } catch (SwarmException e) {
            log.warn("the size of " + image + " is unknown: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The base image, with its current digest if its registry can be queried. */
    private String base(BuildOrder order) {
        String base = Dockerfile.read(order.dockerfilePath())
                .base(order.target(), order.arguments())
                .orElse("");
        try {
            return base.equals("scratch")
                    ? base
                    : registry.resolve(ImageReference.parse(base)).toString();
        } catch (RefusedException | SwarmException e) {
            return base;
        }
    }

    private Consumer<String> masked(Collection<Path> secrets) {
        return Masking.of(log::line, secrets);
    }
}
