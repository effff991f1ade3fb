package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills the real command before and after every request that changes something, in each kind of delivery; then another
 * process resumes, or begins anew. Run by {@code src/bench/run kill} for half an hour; {@link KillIT} and {@link
 * KillRollbackIT} are the part of it that every run of the tests on the lab includes.
 */
@Execution(ExecutionMode.CONCURRENT)
class KillMatrix {
    private static final int PARALLEL = 4;
    /** Tests only every n-th change, for a shorter run. */
    private static final int EVERY = Integer.getInteger("kill.every", 1);
    /** Deliveries of the example's stack are killed, instead of those of a single service. */
    private static final boolean STACKS = Boolean.getBoolean("kill.stacks");

    private static final Set<KillBed.Scenario> SCENARIOS = STACKS
            ? EnumSet.complementOf(EnumSet.of(KillBed.Scenario.RETIRE, KillBed.Scenario.ADOPT))
            : EnumSet.complementOf(EnumSet.of(KillBed.Scenario.CONFIGURE));

    private static final BlockingQueue<KillBed> BEDS = new ArrayBlockingQueue<>(
            PARALLEL,
            true,
            IntStream.rangeClosed(1, PARALLEL).mapToObj(KillMatrix::bed).toList());

    @TempDir
    Path folder;

    private static KillBed bed(int number) {
        Application app = new Application((STACKS ? "bench-kill-stack-" : "bench-kill-") + number);
        return new KillBed(app, STACKS ? new KillContents.ExampleStack(app) : new KillContents.SingleService());
    }

    static Stream<Arguments> rows() {
        List<Arguments> rows = new ArrayList<>();
        for (KillBed.Scenario scenario : SCENARIOS) {
            for (boolean after : new boolean[] {false, true}) {
                for (boolean resume : new boolean[] {true, false}) {
                    rows.add(Arguments.of(scenario, after, resume));
                }
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "{0}, after: {1}, resumed: {2}")
    @MethodSource("rows")
    void survivesAKillAtEveryPoint(KillBed.Scenario scenario, boolean after, boolean resume) throws Exception {
        KillBed bed = BEDS.take();
        int held = 0;
        int sent = 0;
        try {
            bed.forget();
            bed.prepare(scenario);
            Optional<Traffic> users = scenario.servesUsers() ? Optional.of(bed.users()) : Optional.empty();
            try {
                while (killAt(bed, scenario, new KillPoint(1 + held * EVERY, after), resume)) {
                    held++;
                }
            } finally {
                users.ifPresent(Traffic::close);
            }
            if (users.isPresent()) {
                users.get().endWithoutFailure();
                sent = users.get().sent();
            }
            assertThat(held).as("points of %s", scenario).isPositive();
            report(scenario, after, resume, held, sent);
        } finally {
            bed.forget();
            BEDS.add(bed);
        }
    }

    /** Tests one point; returns false if the command has fewer. */
    private boolean killAt(KillBed bed, KillBed.Scenario scenario, KillPoint point, boolean resume) {
        bed.prepare(scenario);
        Optional<String> killed = point.kill(folder, bed.command(scenario));
        if (killed.isEmpty()) {
            return false;
        }
        String where = scenario + ", killed " + point + " (" + killed.get() + "), " + (resume ? "resumed" : "anew");
        try {
            bed.expireLease();
            String outcome = resume ? bed.resume() : bed.beginAnew();
            bed.assertConsistent();
            System.out.println(where + ": " + outcome);
            return true;
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(where, e);
        }
    }

    private static synchronized void report(
            KillBed.Scenario scenario, boolean after, boolean resume, int held, int sent) throws IOException {
        Files.writeString(
                LAB.clustersFile().resolveSibling("kill.tsv"),
                String.join(
                                "\t",
                                scenario.toString(),
                                after ? "after" : "before",
                                resume ? "resumed" : "anew",
                                String.valueOf(held),
                                String.valueOf(sent))
                        + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
