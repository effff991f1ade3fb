package io.jenkins.plugins.swarmdelivery.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;

import io.jenkins.plugins.swarmdelivery.engine.Application;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import io.jenkins.plugins.swarmdelivery.lab.Gate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Four applications, 1.0 of each live, and a delivery of each that stays in a phase of its own: it sees whether its
 * tasks stay healthy, waits for its tests before the switch, for those after it, and for the end of its bake.
 */
final class HeldDeliveries {
    static final Application CONVERGING = new Application("it-held-1");
    static final Application TESTING = new Application("it-held-2");
    static final Application VERIFYING = new Application("it-held-3");
    static final Application BAKING = new Application("it-held-4");
    static final List<Application> ALL = List.of(CONVERGING, TESTING, VERIFYING, BAKING);

    private final LabJenkins jenkins;
    private final Map<Application, DeliverJob> jobs = new LinkedHashMap<>();
    private final Gate before;
    private final Gate after;
    private final Map<Application, Integer> builds = new LinkedHashMap<>();

    private HeldDeliveries(LabJenkins jenkins, Path folder, String durability) {
        this.jenkins = jenkins;
        LabUser manager = jenkins.as(LabJenkins.RELEASE_MANAGER);
        ALL.forEach(app -> jobs.put(app, DeliverJob.in(jenkins, app.name(), manager, durability)));
        before = Gate.in(folder);
        after = Gate.in(folder);
    }

    static void forget() {
        ALL.forEach(PRODUCTION::forget);
    }

    /**
     * @param time how long the first sees whether its tasks stay healthy, and the fourth bakes
     * @param durability of all builds
     */
    static HeldDeliveries begin(LabJenkins jenkins, Path folder, String time, String durability) {
        HeldDeliveries held = new HeldDeliveries(jenkins, folder, durability);
        ALL.forEach(app -> held.start(app, "1.0", Map.of()));
        ALL.forEach(app -> held.assertResult(app, "SUCCESS"));
        held.start(CONVERGING, "2.0", Map.of("STABILITY", time));
        held.start(TESTING, "2.0", Map.of("BEFORE", held.before.command()));
        held.start(VERIFYING, "2.0", Map.of("AFTER", held.after.command()));
        held.start(BAKING, "2.0", Map.of("BAKE", time));
        held.awaitPhase(CONVERGING, Phase.CONVERGING);
        held.before.awaitReached();
        held.after.awaitReached();
        held.awaitPhase(BAKING, Phase.BAKING);
        return held;
    }

    private void start(Application app, String version, Map<String, String> parameters) {
        builds.put(app, jobs.get(app).start("production", app.name(), version, parameters));
    }

    private static void awaitPhase(Application app, Phase phase) {
        Await.until(
                app + " is " + phase.word(),
                () -> PRODUCTION
                        .ledgers
                        .read(app)
                        .flatMap(read -> read.ledger().delivery())
                        .filter(delivery -> delivery.phase() == phase)
                        .isPresent());
    }

    void openTheGates() {
        before.open();
        after.open();
    }

    void abort(LabUser user) {
        builds.forEach((app, build) -> user.abort(app.name(), build));
    }

    void assertResult(Application app, String result) {
        jenkins.assertResult(app.name(), builds.get(app), result);
    }

    String log(Application app) {
        return jenkins.log(app.name(), builds.get(app));
    }
}
