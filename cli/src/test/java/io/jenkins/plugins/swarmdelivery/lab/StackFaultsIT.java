package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only stacks have goes wrong: jobs, shared services, secrets, networks, and services behind the route. */
@OnLab(cluster = "production", app = "it-stackfaults", service = "web")
@Tag("slow")
class StackFaultsIT extends LabTest {
    @TempDir
    private Path folder;

    private Cli.Outcome deliver(String version, List<String> more) {
        List<String> options = new ArrayList<>(Shop.release(app, version));
        options.addAll(more);
        return cli("deliver", options.toArray(String[]::new));
    }

    /** Another stack file, of what is to be otherwise. */
    private String over(String text) {
        return write("over.yml", "version: '3.8'\n" + text + "\n");
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String secret() {
        return Shop.objects(cluster, app).stream()
                .filter(name -> name.startsWith(app + "_db_password_"))
                .findFirst()
                .orElseThrow();
    }

    private void assertUnchanged(List<String> objects) {
        assertLive("blue 1.0", Shop.services(app, "blue"));
        assertThat(Shop.objects(cluster, app)).isEqualTo(objects);
    }

    @Test
    @Fault(
            value = "stacks: a job hangs",
            outcome = "everything of the release is removed at the deadline, the live release is unaffected",
            says = "job migrate: 0 of 1 tasks complete within 15s")
    void hangingJobEndsTheDelivery() {
        deliver("1.0", List.of()).expect(0);
        List<String> before = Shop.objects(cluster, app);
        String hanging = over("services: {migrate: {image: '" + LAB.property("busyboxImage")
                + "', command: [sh, -c, 'echo waits; exec sleep 600'], stop_grace_period: 1s}}");

        Cli.Outcome failed = deliver("2.0", List.of("--stack", hanging, "--allow-latest", "--converge-timeout", "15s"));

        failed.expect(1);
        assertThat(failed.text()).contains("migrate: waits");
        assertUnchanged(before);
    }

    @Test
    @Fault(
            value = "stacks: a shared service does not become healthy",
            outcome = "everything of the release is removed, the shared service has its definition again",
            says = "shared service db")
    void sharedServiceThatCannotConvergeIsRestored() {
        deliver("1.0", List.of()).expect(0);
        List<String> before = Shop.objects(cluster, app);
        String unhealthy = over("services: {db: {healthcheck: {test: [CMD, 'false']}}}");

        deliver("2.0", List.of("--stack", unhealthy, "--converge-timeout", "30s"))
                .expect(1);

        assertUnchanged(before);
        assertThat(Shop.database(cluster, app)).contains("redis-cli ping");
        Await.until("the database runs", () -> cluster.runningTasks(app + "_db").size() == 1);
    }

    @Test
    @Fault(
            value = "stacks: a secret of a kept release is removed",
            outcome = "a rollback to it fails and names the secret, the live release is unaffected",
            says = "_db_password_")
    void rollbackNamesTheSecretThatIsGone() {
        deliver("1.0", List.of()).expect(0);
        String first = secret();
        String other = over("secrets: {db_password: {file: '" + write("other.txt", "another password") + "'}}");
        deliver("2.0", List.of("--stack", other)).expect(0);
        cluster.docker("secret", "rm", first);

        Cli.Outcome back = cli("rollback", "--to", "1.0");

        assertThat(back.status()).as(back.text()).isIn(1, 2);
        assertThat(back.text()).contains(first);
        assertLive("green 2.0", Shop.services(app, "green"));
    }

    @Test
    @Fault(
            value = "stacks: a network cannot be created",
            outcome = "everything of the release is removed",
            says = "nosuch")
    void nothingIsLeftWhereANetworkCannotBeCreated() {
        List<String> before = Shop.objects(cluster, app);
        String driver = over("services: {web: {networks: [default, extra]}}\nnetworks: {extra: {driver: nosuch}}");

        deliver("1.0", List.of("--stack", driver)).expect(1);

        assertThat(cluster.services(app)).isEmpty();
        assertThat(Shop.objects(cluster, app)).isEqualTo(before);
    }

    @Test
    @Fault(
            value = "stacks: a service behind the route is removed",
            outcome = "plan and status name it; the next release is made from the stack file",
            says = "service it-stackfaults-api-blue of blue 1.0 no longer exists")
    void nextReleaseReplacesARemovedService() {
        deliver("1.0", List.of()).expect(0);
        cluster.docker("service", "rm", app + "-api-blue");

        deliver("2.0", List.of()).expect(0);

        assertLive("green 2.0", Shop.services(app, "green"));
    }
}
