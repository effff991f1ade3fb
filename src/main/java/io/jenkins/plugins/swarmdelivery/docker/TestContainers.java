package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.build.ReportFiles;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.engine.ports.BuildException;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What all test runners do with the container: follow it, stop it at its deadline, copy its reports out. */
public final class TestContainers {
    private static final long LOOK_MILLIS = 250;

    private final EngineSession engine;

    public TestContainers(EngineSession engine) {
        this.engine = engine;
    }

    /** Streams the output of a running container until it ends, kills it at its deadline, and returns its exit code. */
    Optional<Integer> follow(String container, Duration deadline, Consumer<String> log) {
        long end = System.nanoTime() + deadline.toNanos();
        CompletableFuture<Void> killer = new CompletableFuture<Void>()
                .completeOnTimeout(null, deadline.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> kill(container));
        try {
            log(container, log);
            Object state = state(container);
            while (Json.flag(state, "Running")) {
                // Its log ended before the container did, or was cut: the exit code is what matters.
                engine.stop().sleep(LOOK_MILLIS);
                engine.stop().check();
                state = state(container);
            }
            boolean late = System.nanoTime() >= end;
            return late ? Optional.empty() : Json.number(state, "ExitCode").map(Long::intValue);
        } finally {
            killer.cancel(false);
        }
    }

    private void log(String container, Consumer<String> log) {
        EngineRequest request =
                EngineRequest.get("/containers/" + container + "/logs?follow=true&stdout=true&stderr=true");
        try {
            engine.stream(request, Optional.empty(), stream -> {
                new LiveLog(log).read(stream);
                return true;
            });
        } catch (SwarmException e) {
            log.accept("the output of the tests is no longer shown: " + e.getMessage());
        }
    }

    private Object state(String container) {
        return Json.at(inspect(container), "State");
    }

    private Object inspect(String container) {
        return engine.ask(EngineRequest.get("/containers/" + container + "/json"))
                .object();
    }

    private void kill(String container) {
        // It makes no difference if the container has ended by itself in the meantime.
        engine.exchange(EngineRequest.post("/containers/" + container + "/kill"));
    }

    /** The result, with the reports copied out in any case. */
    public TestResult result(String container, TestOrder order, Optional<Integer> exitCode, Duration took) {
        List<String> warnings = new ArrayList<>();
        List<Path> reports = order.reports()
                .map(wanted -> reports(container, wanted, warnings))
                .orElse(List.of());
        return new TestResult(exitCode, failure(order, exitCode), took, reports, warnings);
    }

    /** The exit code of a container that ran and ended; empty if there is none of that name, or it never ran. */
    public Optional<Integer> exitCode(String container) {
        EngineAnswer answer = engine.exchange(EngineRequest.get("/containers/" + container + "/json"));
        if (answer.status() == 404) {
            return Optional.empty();
        }
        Object state = Json.at(DockerErrors.check(answer).object(), "State");
        // Docker also writes the exit code 0 for a container that was only created.
        return Json.text(state, "Status")
                .filter("exited"::equals)
                .flatMap(ended -> Json.number(state, "ExitCode"))
                .map(Long::intValue);
    }

    static Optional<String> failure(TestOrder order, Optional<Integer> exitCode) {
        return exitCode.isEmpty()
                ? Optional.of("were stopped after " + Durations.format(order.deadline()))
                : exitCode.filter(code -> code != 0).map(code -> "ended with " + code);
    }

    /** A missing report does not change how the tests ended. */
    private List<Path> reports(String container, TestOrder.Reports wanted, List<String> warnings) {
        try {
            String workingDirectory =
                    Json.text(inspect(container), "Config", "WorkingDir").orElse("");
            ReportFiles files = new ReportFiles(wanted, workingDirectory);
            EngineRequest request = EngineRequest.get(
                    "/containers/" + container + "/archive?path=" + EngineRequest.encode(files.root()));
            List<Path> taken = engine.stream(request, Optional.empty(), files::take);
            if (taken.isEmpty()) {
                warnings.add("no reports: nothing in the container matches " + wanted.pattern());
            }
            return taken;
        } catch (RefusedException | SwarmException.NotFound e) {
            warnings.add("no reports: the container has no " + wanted.pattern() + " (" + e.getMessage() + ")");
        } catch (BuildException | SwarmException e) {
            warnings.add("reports were not copied: " + e.getMessage());
        }
        return List.of();
    }

    /** Removes it with everything that belongs to it, whatever its state. */
    void remove(String container) {
        try {
            EngineAnswer answer = engine.exchange(
                    EngineRequest.delete("/containers/" + EngineRequest.encode(container) + "?force=true&v=true"));
            if (answer.status() != 404 && answer.status() != 409) {
                DockerErrors.check(answer);
            }
        } catch (DeliveryException e) {
            throw new BuildException(
                    "the tests' container " + container + " could not be removed; to remove it, run gc: "
                            + e.getMessage(),
                    e);
        }
    }
}
