package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import io.jenkins.plugins.swarmdelivery.build.Stop;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Leaves the tests to the controller, because an agent has no access to a cluster's managers. */
final class TestsElsewhere implements TestRunner {
    private final Consumer<BuildEvent> controller;
    private final Stop stop;
    private final CompletableFuture<TestVerdict> verdict = new CompletableFuture<>();

    TestsElsewhere(Consumer<BuildEvent> controller, Stop stop) {
        this.controller = controller;
        this.stop = stop;
    }

    void ended(TestVerdict told) {
        verdict.complete(told);
    }

    @Override
    public String mode() {
        return TestSettings.JOB;
    }

    @Override
    public TestResult run(ImageReference image, TestOrder order, Consumer<String> log) {
        Runnable forget = stop.onStop(() -> verdict.complete(TestVerdict.broken("stopped")));
        try {
            controller.accept(new BuildEvent.TestsDue(image.toString()));
            TestResult result = verdict.get().result();
            stop.check();
            return result;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildException("stopped by an interruption", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a verdict is never an exception", e);
        } finally {
            forget.run();
        }
    }
}
