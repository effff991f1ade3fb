package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Users' requests at a steady rate to every replica of a router, half of them on connections of their own. */
public final class Traffic implements AutoCloseable {
    private static final int RATE = 30;
    /** So many that a proxy that starts is asked in its first hundredth of a second, unless the machine is busy. */
    private static final int HIGH_RATE = 300;
    /** More under way than this would wait for each other on a busy machine, until they are too late for no fault of a proxy. */
    private static final int MOST_UNDER_WAY = 60;
    /** Its requests give up after 15 seconds. */
    private static final long END_SECONDS = 60;

    private final Process process;
    private final Path result;

    private Traffic(Process process, Path result) {
        this.process = process;
        this.result = result;
    }

    public static Traffic to(LabCluster cluster, Application application) {
        return through(cluster, application, address -> true);
    }

    /** Much of it, behind a load balancer: where a replica takes no connection, or gives no answer, another is asked. */
    public static Traffic balanced(LabCluster cluster, Application application) {
        return start(
                cluster,
                application,
                address -> true,
                "-failover",
                "-rate",
                String.valueOf(HIGH_RATE),
                "-most",
                String.valueOf(MOST_UNDER_WAY));
    }

    /** Through these replicas of the router only. */
    public static Traffic through(LabCluster cluster, Application application, Predicate<URI> replicas) {
        return start(cluster, application, replicas, "-rate", String.valueOf(RATE));
    }

    /** Behind a load balancer, through replicas of a router that is not one of the lab's own. */
    public static Traffic balanced(Application application, List<URI> replicas) {
        return start(application, replicas, "-failover", "-rate", String.valueOf(RATE));
    }

    /** Through proxies in front of the router. */
    public static Traffic behind(Application application, List<URI> proxies) {
        return start(application, proxies, "-rate", String.valueOf(RATE));
    }

    private static Traffic start(
            LabCluster cluster, Application application, Predicate<URI> replicas, String... options) {
        return start(
                application,
                cluster.replicas(application).stream().filter(replicas).toList(),
                options);
    }

    /** The host name of its users, which may have no underscore. */
    public static String host(Application application) {
        return application.name().replace('_', '-') + ".lab";
    }

    private static Traffic start(Application application, List<URI> replicas, String... options) {
        List<String> command = new ArrayList<>();
        try {
            Path result = Files.createTempFile("traffic", ".json");
            command.add(LAB.clustersFile().resolveSibling("traffic").toString());
            command.addAll(List.of(options));
            command.addAll(List.of("-host", host(application), "-output", result.toString()));
            replicas.forEach(replica -> command.add(replica + "/version"));
            return new Traffic(new ProcessBuilder(command).inheritIO().start(), result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it; not one request may have failed. Answers which releases served, e.g. {@code blue 1.0}. */
    public List<String> endWithoutFailure() {
        return endWithFailures(0);
    }

    /** The same, where so many at most may have failed. */
    public List<String> endWithFailures(int most) {
        close();
        JsonNode counted = counted();
        assertThat(counted.path("failed").asInt())
                .as("failed requests of %s", counted)
                .isBetween(0, most);
        assertThat(counted.path("sent").asInt()).as("sent requests").isPositive();
        List<String> served = new ArrayList<>();
        counted.path("served").fieldNames().forEachRemaining(served::add);
        return served;
    }

    /** How many requests there were, once it has ended. */
    public int sent() {
        return counted().path("sent").asInt();
    }

    private JsonNode counted() {
        try {
            return Specs.read(Files.readString(result));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS))
                    .as("traffic ended")
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
