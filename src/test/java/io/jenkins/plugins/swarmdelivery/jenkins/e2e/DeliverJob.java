package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;

import java.util.HashMap;
import java.util.Map;

/**
 * A job that delivers any application, with shell commands as the tests before and after the switch, and another
 * command while its candidate is ready. Each service has one task, with a longer health check interval than the
 * example: each check starts a process in the lab, and some tests have many applications.
 */
final class DeliverJob {
    static final String DURABLE = "MAX_SURVIVABILITY";
    private static final String JENKINSFILE = """
            def spec = node { readFile("${GO_DEMO}/service.json") }.replace('"Interval": 1000000000', '"Interval": 4000000000')
            def tests(command) { if (command) { node { sh command } } }
            swarmBlueGreenDeploy(cluster: params.CLUSTER, application: params.APP, spec: spec, image: params.IMAGE,
                                 replicas: 1, prePull: params.PULL == 'true', stability: params.STABILITY) {
              tests(params.BEFORE)
            }
            tests(params.BETWEEN)
            swarmRegisterColor(cluster: params.CLUSTER, application: params.APP, bake: params.BAKE) {
              tests(params.AFTER)
            }
            """;

    private final String name;
    private final LabUser starter;

    private DeliverJob(String name, LabUser starter) {
        this.name = name;
        this.starter = starter;
    }

    /**
     * @param starter who starts its builds
     * @param durability how much of a build is on disk at any time
     */
    static DeliverJob in(LabJenkins jenkins, LabUser starter, String durability) {
        return in(jenkins, "deliver", starter, durability);
    }

    /** A job of this name: after a restart, parallel builds of one job would compete for its workspace. */
    static DeliverJob in(LabJenkins jenkins, String name, LabUser starter, String durability) {
        jenkins.as(LabJenkins.ADMIN)
                .define(
                        name,
                        durability,
                        JENKINSFILE,
                        "CLUSTER",
                        "APP",
                        "IMAGE",
                        "BEFORE",
                        "BETWEEN",
                        "AFTER",
                        "BAKE",
                        "STABILITY",
                        "PULL");
        return new DeliverJob(name, starter);
    }

    String name() {
        return name;
    }

    /** Starts a build that delivers a version of go-demo; returns its number. */
    int start(String cluster, String application, String version, Map<String, String> more) {
        Map<String, String> parameters = new HashMap<>(Map.of(
                "CLUSTER", cluster, "APP", application, "IMAGE", LAB.image(version), "BAKE", "0s", "STABILITY", "0s"));
        parameters.putAll(more);
        return starter.build(name, parameters);
    }
}
