package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.jenkins.LiveFolder;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.jvnet.hudson.test.fixtures.RealJenkinsFixture;

/**
 * A Jenkins in a process of its own, with the plugin, configured as code for the lab's two Swarms. Classes that run in one
 * process share two of them: one stays up, and the other is stopped and killed. lab/demo/jenkins.sh defines their users.
 */
final class LabJenkins implements BeforeAllCallback {
    static final String ADMIN = "admin";
    /** A release manager: may build, and has all of this plugin's permissions. */
    static final String RELEASE_MANAGER = "rita";
    /** May build, and has none of this plugin's permissions. */
    static final String DEVELOPER = "dev";

    private final String key;
    /** In addition to staging and production, as code. */
    private final String moreClusters;

    private RealJenkinsFixture jenkins;

    private LabJenkins(String key, String moreClusters) {
        this.key = key;
        this.moreClusters = moreClusters;
    }

    /** The one that stays up, with the settings that it has. */
    static LabJenkins thatStaysUp() {
        return new LabJenkins("stays-up", "");
    }

    /**
     * The one that tests stop and kill.
     *
     * @param moreClusters by name: the address of their manager, e.g. {@code tcp://host:2375}, without TLS
     */
    static LabJenkins thatGoesDown(Map<String, String> moreClusters) {
        return new LabJenkins(
                "goes-down",
                moreClusters.entrySet().stream()
                        .map(cluster -> """
                    - name: %s
                      managers: ['%s']
                      allowPlaintext: true
                      router: {haproxy: {credentialsId: swarm-client}}
                      registries:
                      - server: %s
                        credentialsId: registry-login
                        ca: "${readFile:%s}"
                """.formatted(
                                        cluster.getKey(), cluster.getValue(), LAB.registry(), LAB.property("caFile")))
                        .collect(Collectors.joining()));
    }

    /** Started for the first class that needs it; ends with the last class. */
    private static final class Instance implements AutoCloseable {
        /** How long a step of a test may run inside Jenkins; long, because test machines are slow. */
        private static final int SECONDS = 1200;

        private final Path settings;

        private final RealJenkinsFixture jenkins = new RealJenkinsFixture()
                .withTimeout(SECONDS)
                // By default, Jenkins saves its queue a minute late: after a kill, it would build again what has left
                // the queue. What runs for minutes only gains nothing by Java's second compiler.
                .javaOptions(
                        "-Dhudson.model.Queue.Saver.DELAY_SECONDS=1", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

        private Instance(String name) {
            try {
                settings = Files.createTempFile("jenkins", ".yml");
                jenkins.extraEnv("CASC_JENKINS_CONFIG", settings.toString());
                jenkins.setUp(LabJenkins.class.getName(), name);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws Exception {
            jenkins.tearDown();
            Files.delete(settings);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Instance instance = context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(key, Instance::new, Instance.class);
        jenkins = instance.jenkins;
        begin(instance.settings);
    }

    /** With the clusters of this class; Jenkins reads them when it starts. */
    private void begin(Path settings) throws Exception {
        // The lab's settings end with the list of its clusters.
        String wanted = Files.readString(LAB.jenkinsSettings()) + moreClusters;
        if (jenkins.isAlive() && !Files.readString(settings).equals(wanted)) {
            stop();
        }
        Files.writeString(settings, wanted);
        if (!jenkins.isAlive()) {
            start();
        }
    }

    URI url() {
        try {
            return jenkins.getUrl().toURI();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    String password(String user) {
        try {
            return Files.readString(LAB.jenkinsSettings().resolveSibling("jenkins-passwords/" + user))
                    .strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An HTTP session of a user, as of a browser or a script. */
    LabUser as(String user) {
        return new LabUser(url(), user, password(user));
    }

    /** The build's log on disk so far, also while Jenkins is down. */
    String log(String job, int build) {
        Path log = jenkins.getHome()
                .toPath()
                .resolve("jobs/" + job.replace("/job/", "/jobs/") + "/builds/" + build + "/log");
        try {
            return Files.exists(log) ? plain(Files.readString(log, UTF_8)) : "";
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The files in its home that contain one of these texts. */
    List<Path> filesWith(String... texts) throws IOException {
        return LiveFolder.filesWith(jenkins.getHome().toPath(), texts);
    }

    /** Without the console notes that Jenkins hides in a log for its own page. */
    private static String plain(String log) {
        return log.replaceAll("\u001B\\[8mha:.*?\u001B\\[0m", "");
    }

    void awaitLog(String job, int build, String text) {
        Await.passes(() -> assertThat(log(job, build)).contains(text));
    }

    /** Waits until the build has ended, with this result; if it has another one, its log is shown. */
    void assertResult(String job, int build, String expected) {
        String result = as(ADMIN).result(job, build);
        awaitLog(job, build, "Finished: ");
        assertThat(result).as("%s", log(job, build)).isEqualTo(expected);
    }

    /** One more cluster, until Jenkins restarts: staging, behind a router of its own. */
    void addCluster(String name, String routerService) throws Throwable {
        jenkins.runRemotely(ClustersOfStaging::add, name, routerService);
    }

    /** Jobs of this name count as pull requests until Jenkins restarts. */
    void callPullRequest(String job) throws Throwable {
        jenkins.runRemotely(PullRequestJobs::add, job);
    }

    void stop() throws Exception {
        jenkins.stopJenkins();
    }

    void kill() {
        jenkins.stopJenkinsForcibly();
    }

    void start() throws Exception {
        jenkins.startJenkins();
    }
}
