package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static java.util.stream.Collectors.toMap;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import io.jenkins.plugins.swarmdelivery.lab.Gate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One application per phase, with 1.0 live, and a delivery of 2.0 that stays in that phase: it waits for its tests
 * before or after the switch, or its connection to the manager was cut there. Three of them are rolling back, because
 * their tests failed.
 */
final class HeldDeliveries {
    static final List<Phase> ROLLING_BACK = List.of(Phase.ABANDONING, Phase.REVERTING, Phase.STOPPING);
    private static final List<Phase> CUT = List.of(
            Phase.PULLING,
            Phase.STARTING,
            Phase.CONVERGING,
            Phase.PREVIEWING,
            Phase.READY,
            Phase.SWITCHING,
            Phase.PROVING,
            Phase.REGISTERING,
            Phase.BAKING,
            Phase.RETIRING,
            Phase.ABANDONING,
            Phase.REVERTING,
            Phase.STOPPING);

    /** Each application of a router costs the lab some work, so these are reused from other tests, which have ended. */
    private static final List<String> NAMES = List.of(
            "releases",
            "lossless",
            "images",
            "mark",
            "meddling",
            "failures",
            "edges",
            "commands",
            "rollback",
            "names",
            "lease",
            "hands",
            "clocks",
            "killback",
            "kill");

    static final Map<Phase, Application> ALL = new EnumMap<>(Phase.class);
    private static final Map<Phase, StallingProxy> PROXIES;

    static {
        List<Phase> phases = new ArrayList<>(List.of(Phase.TESTING, Phase.VERIFYING));
        phases.addAll(CUT);
        phases.forEach(phase -> ALL.put(phase, new Application("it-" + NAMES.get(phases.indexOf(phase)))));
        PROXIES = CUT.stream().collect(toMap(phase -> phase, phase -> new StallingProxy(ALL.get(phase), phase)));
    }

    private final LabJenkins jenkins;
    private final Map<Phase, DeliverJob> jobs = new EnumMap<>(Phase.class);
    private final Gate before;
    private final Gate after;
    private final Map<Phase, Integer> builds = new EnumMap<>(Phase.class);

    private HeldDeliveries(LabJenkins jenkins, Path folder, String durability) {
        this.jenkins = jenkins;
        LabUser manager = jenkins.as(LabJenkins.RELEASE_MANAGER);
        ALL.forEach((phase, app) -> jobs.put(phase, DeliverJob.in(jenkins, app.name(), manager, durability)));
        before = Gate.in(folder);
        after = Gate.in(folder);
    }

    /** Production under another name for each connection that can be cut, for Jenkins' Configuration as Code. */
    static Map<String, String> clusters() {
        return PROXIES.entrySet().stream()
                .collect(toMap(
                        line -> cluster(line.getKey()), line -> line.getValue().endpoint()));
    }

    private static String cluster(Phase phase) {
        return CUT.contains(phase) ? "cut-" + phase.word() : "production";
    }

    static void forget() {
        PROXIES.values().forEach(StallingProxy::repair);
        ALL.values().forEach(PRODUCTION::forget);
    }

    /** @param durability of all builds */
    static HeldDeliveries begin(LabJenkins jenkins, Path folder, String durability) {
        HeldDeliveries held = new HeldDeliveries(jenkins, folder, durability);
        ALL.keySet().forEach(phase -> held.start(phase, "1.0", Map.of()));
        ALL.keySet().forEach(phase -> held.assertResult(phase, "SUCCESS"));
        PROXIES.values().forEach(StallingProxy::arm);
        ALL.keySet().forEach(phase -> held.start(phase, "2.0", held.parameters(phase)));
        PROXIES.forEach((phase, line) -> Await.until(ALL.get(phase) + " is " + phase.word(), line::cut));
        held.before.awaitReached();
        held.after.awaitReached();
        return held;
    }

    private Map<String, String> parameters(Phase phase) {
        return switch (phase) {
            case PULLING -> Map.of("PULL", "true");
            case TESTING -> Map.of("BEFORE", before.command());
            case VERIFYING -> Map.of("AFTER", after.command());
            case ABANDONING -> Map.of("BEFORE", "false");
            case REVERTING, STOPPING -> Map.of("AFTER", "false");
            default -> Map.of();
        };
    }

    private void start(Phase phase, String version, Map<String, String> parameters) {
        builds.put(phase, jobs.get(phase).start(cluster(phase), ALL.get(phase).name(), version, parameters));
    }

    void release() {
        PROXIES.values().forEach(StallingProxy::repair);
        before.open();
        after.open();
    }

    /** Time passes for the leases of a Jenkins that is down; the next one would wait up to a minute for them. */
    void expireLeases() {
        ALL.values().forEach(PRODUCTION::expireLease);
    }

    /** A delivery that waits for tests rolls back without the manager; one that lost the manager needs it for that. */
    void abort(LabUser user) {
        builds.forEach((phase, build) -> user.abort(ALL.get(phase).name(), build));
        PROXIES.values().forEach(StallingProxy::repair);
    }

    void assertResult(Phase phase, String result) {
        jenkins.assertResult(ALL.get(phase).name(), builds.get(phase), result);
    }

    String log(Phase phase) {
        return jenkins.log(ALL.get(phase).name(), builds.get(phase));
    }
}
