package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.docker.ContainerTests;
import io.jenkins.plugins.swarmdelivery.engine.TestVariables;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tools.ComposeTests;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the environment of an image's tests, for each place where they may run. */
final class PlaceOptions {
    @Option(
            names = "--network",
            order = 47,
            paramLabel = "NET",
            description = "A network that the tests join. Can be repeated for a job.")
    private List<String> networks = new ArrayList<>();

    @Option(
            names = "--volume",
            order = 48,
            paramLabel = "SOURCE:TARGET[:ro]",
            description = "Mode container: a volume, or a folder of the engine's machine.")
    private List<String> volumes = new ArrayList<>();

    @Option(
            names = "--app",
            order = 49,
            paramLabel = "APP",
            description =
                    "Mode job: join the networks of this application's services, on nodes where they may run. Mode"
                            + " compose: set HOST_IP and SWARM_HOST to where users reach it.")
    private Optional<Application> application = Optional.empty();

    @Option(
            names = "--constraint",
            order = 50,
            paramLabel = "TEXT",
            description = "Mode job: where it may run, e.g. node.labels.env==prod-like, in addition to the cluster's"
                    + " placement.")
    private List<String> constraints = new ArrayList<>();

    @Option(
            names = "--compose-file",
            order = 51,
            paramLabel = "FILE",
            defaultValue = "docker-compose-test.yml",
            description = "Mode compose: the file. It gets TESTS_IMAGE, HOST_IP and SWARM_HOST from its environment."
                    + " Default: ${DEFAULT-VALUE}.")
    private Path composeFile;

    @Option(
            names = "--service",
            order = 52,
            paramLabel = "NAME",
            description = "Mode compose: the service of the file with the tests.")
    private Optional<String> service = Optional.empty();

    @Option(
            names = "--host-ip",
            order = 53,
            paramLabel = "HOST",
            description = "Mode compose: HOST_IP. Default: the application's address, else the engine's host.")
    private Optional<String> hostIp = Optional.empty();

    /** A place was set that only tests use. */
    boolean given() {
        return service.isPresent();
    }

    TestRunner container(BuildSite site, Clock clock) {
        if (networks.size() > 1) {
            throw new RefusedException("--network", String.join(", ", networks), "a container joins one network");
        }
        return new ContainerTests(
                site.engine(),
                site.logins(),
                new ContainerTests.Surroundings(networks.stream().findFirst(), volumes),
                clock);
    }

    TestRunner job(BuildSite site) {
        return site.cluster("a test job")
                .jobs(application, networks, constraints, site.engine().stop());
    }

    TestRunner compose(BuildSite site, Clock clock) {
        String name = service.orElseThrow(() -> new RefusedException(
                "--service", null, "name the service of " + composeFile + " that contains the tests"));
        Map<String, String> reach = hostIp.map(TestVariables::reach)
                .or(() -> application.map(app -> users(site, app)))
                .or(() -> Optional.ofNullable(site.engine().endpoint().uri().getHost())
                        .map(TestVariables::reach))
                .orElseGet(() -> TestVariables.reach("localhost"));
        return new ComposeTests(
                site.engine(), site.docker(), new ComposeTests.Surroundings(composeFile, name, reach), clock);
    }

    private static Map<String, String> users(BuildSite site, Application application) {
        Addresses addresses = site.cluster("--app").router().addresses(application);
        return addresses.service().stream()
                .findFirst()
                .map(TestVariables::reach)
                .orElseThrow(() -> new RefusedException(
                        "--app", application, addresses.none(application) + "; or set it with --host-ip"));
    }
}
