package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.STAGING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpecFormat;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import io.jenkins.plugins.swarmdelivery.lab.LabCluster;
import io.jenkins.plugins.swarmdelivery.lab.Traffic;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stack in a real Jenkins: delivered to one Swarm, promoted to the other, and rolled back. */
class StackPipelineIT {
    private static final Application APP = new Application("it-shop");
    private static final String JOB = "it-shop";
    private static final String PAGE = "swarm-delivery/cluster/production/application/it-shop/";
    private static final String PASSWORD = "swordfish-of-it-shop";
    private static final String PAGE_TEXT = "a page of it-shop";

    private static final String STACK = """
            services:
              web:
                image: ${IMAGE}:${VERSION}
                healthcheck: {interval: 2s, timeout: 10s}
                environment: {LOG_LEVEL: "${LOG_LEVEL}"}
                deploy:
                  replicas: 2
                  endpoint_mode: dnsrr
                  labels: {swarm-delivery.route.port: "8080", swarm-delivery.route.host: it-shop.lab}
              keeper:
                image: ${KEEPER}
                command: [sleep, "86400"]
                stop_signal: SIGKILL
                secrets: [db_password]
                configs: [{source: page, target: /page.txt}]
                deploy: {endpoint_mode: dnsrr}
              db:
                image: ${IMAGE}:1.0
                healthcheck: {interval: 2s, timeout: 10s}
                volumes: ["data:/data"]
                deploy: {endpoint_mode: dnsrr}
            configs:
              page: {file: ./page.txt}
            secrets:
              db_password: {file: ./nowhere.txt}
            volumes: {data: {}}
            """;

    private static final String JENKINSFILE = """
            pipeline {
              agent any
              stages {
                stage('Staging') {
                  when { expression { params.STAGING == 'true' } }
                  steps {
                    writeFile file: 'deploy/docker-stack.yml', text: '''%s'''
                    writeFile file: 'deploy/page.txt', text: '%s'
                    writeFile file: 'staging.env', text: '%sLOG_LEVEL=debug'
                    writeFile file: 'production.env', text: '%<sLOG_LEVEL=info'
                    swarmBlueGreenDeploy(cluster: 'staging', application: 'it-shop', stack: 'deploy/docker-stack.yml',
                        envFiles: ['staging.env'], values: [VERSION: params.VERSION], allowLatest: true,
                        secrets: [db_password: 'it-shop-db']) { sh 'test -n "$SWARM_CANDIDATE_URLS"' }
                    swarmRegisterColor(cluster: 'staging', application: 'it-shop') { }
                  }
                }
                stage('Promote') {
                  when { beforeInput true; expression { params.STAGING == 'true' } }
                  input { message 'Promote it-shop?'; id 'Promote' }
                  steps { echo 'promoted' }
                }
                stage('Production') {
                  steps {
                    swarmBlueGreenDeploy(cluster: 'production', application: 'it-shop', stack: ['deploy/docker-stack.yml'],
                        envFiles: ['production.env'], values: [VERSION: params.VERSION], allowLatest: true,
                        secrets: [db_password: 'it-shop-db']) { }
                    swarmRegisterColor(cluster: 'production', application: 'it-shop') { sh "exit ${params.AFTER}" }
                  }
                }
              }
              post { failure { swarmRollback cluster: 'production', application: 'it-shop' } }
            }
            """;

    @RegisterExtension
    static final LabJenkins JENKINS = LabJenkins.thatStaysUp();

    private final LabUser admin = JENKINS.as(LabJenkins.ADMIN);
    private final LabUser manager = JENKINS.as(LabJenkins.RELEASE_MANAGER);

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        STAGING.forget(APP);
        PRODUCTION.forget(APP);
    }

    @Test
    void stackIsPromotedRestoredAndRolledBackAndItsSecretIsInContainersAlone() throws IOException {
        admin.addSecretText("it-shop-db", PASSWORD);
        String images =
                "IMAGE=" + LAB.image("").replaceFirst(":$", "") + "\\nKEEPER=" + LAB.property("busyboxImage") + "\\n";
        admin.define(
                JOB,
                DeliverJob.DURABLE,
                JENKINSFILE.formatted(STACK, PAGE_TEXT, images),
                "VERSION",
                "STAGING",
                "AFTER");
        promote(start("1.0", true, 0));
        assertFilesInContainers(PRODUCTION, "blue");

        try (Traffic users = Traffic.to(PRODUCTION, APP)) {
            int failing = start("2.0", false, 4);
            JENKINS.assertResult(JOB, failing, "FAILURE");
            assertThat(JENKINS.log(JOB, failing))
                    .contains("rolled back to the old release: tests after the switch", "nothing to do");
            assertLive(PRODUCTION, "blue 1.0");

            int second = start("2.0", false, 0);
            JENKINS.assertResult(JOB, second, "SUCCESS");
            assertLive(PRODUCTION, "green 2.0");
            pagesShowEachService(second);

            admin.define("it-shop-back", DeliverJob.DURABLE, """
                    swarmRollback cluster: 'production', application: 'it-shop', to: 'previous'
                    """);
            JENKINS.assertResult("it-shop-back", manager.build("it-shop-back", Map.of()), "SUCCESS");
            assertLive(PRODUCTION, "blue 1.0");
            assertThat(users.endWithoutFailure()).containsExactlyInAnyOrder("blue 1.0", "green 2.0");
        }
        assertFilesInContainers(PRODUCTION, "blue");
        assertPasswordIsNowhereElse();
    }

    private int start(String version, boolean staging, int exit) {
        return manager.build(
                JOB, Map.of("VERSION", version, "STAGING", String.valueOf(staging), "AFTER", String.valueOf(exit)));
    }

    private void promote(int build) {
        JENKINS.awaitLog(JOB, build, "Promote it-shop?");
        assertLive(STAGING, "blue 1.0");
        assertFilesInContainers(STAGING, "blue");
        assertThat(PRODUCTION.ledgers.read(APP)).isEmpty();
        manager.post("job/" + JOB + "/" + build + "/input/Promote/proceedEmpty", Map.of());
        JENKINS.assertResult(JOB, build, "SUCCESS");
        assertLive(PRODUCTION, "blue 1.0");
        assertThat(STAGING.spec("it-shop-web-blue").tree().toString()).contains("LOG_LEVEL=debug");
        assertThat(PRODUCTION.spec("it-shop-web-blue").tree().toString()).contains("LOG_LEVEL=info");
    }

    private static void assertLive(LabCluster cluster, String live) {
        String color = live.substring(0, live.indexOf(' '));
        cluster.assertLive(APP, live, "it-shop-keeper-" + color, "it-shop-web-" + color, "it-shop_db");
    }

    private static void assertFilesInContainers(LabCluster cluster, String color) {
        Task task = cluster.runningTasks("it-shop-keeper-" + color).get(0);
        assertThat(LAB.engine(
                        cluster.hostname(task),
                        "exec",
                        task.container().id(),
                        "cat",
                        "/run/secrets/db_password",
                        "/page.txt"))
                .isEqualTo(PASSWORD + PAGE_TEXT);
    }

    private void pagesShowEachService(int build) {
        try (Browser browser = Browser.of(JENKINS, LabJenkins.RELEASE_MANAGER)) {
            Page page = browser.open("job/" + JOB + "/" + build + "/swarm-deliveries/");
            page.locator(".swarm-card__services summary").last().click();
            PlaywrightAssertions.assertThat(
                            page.locator(".swarm-card__services").last())
                    .containsText(Pattern.compile(
                            "web\\s*routed\\s*changed.*keeper\\s*colored\\s*unchanged", Pattern.DOTALL));
            Pictures.take(page, "stack-delivery");

            page = browser.open(PAGE);
            PlaywrightAssertions.assertThat(page.locator("[data-part=service-active]"))
                    .containsText(Pattern.compile(
                            "it-shop-web-green\\s*routed\\s*2 of 2\\s*go-demo:2.0.*it-shop_db\\s*shared",
                            Pattern.DOTALL));
            Pictures.take(page, "stack");
            page.locator("#compare-button").click();
            PlaywrightAssertions.assertThat(page.locator(".swarm-diff"))
                    .containsText(Pattern.compile(
                            "TaskTemplate.ContainerSpec.Image.*go-demo:1.0.*go-demo:2.0", Pattern.DOTALL));
            Pictures.take(page, "comparison");
        }
    }

    /** Neither in Jenkins, among whose files are the logs and build.xml, nor in what the Swarms tell. */
    private static void assertPasswordIsNowhereElse() throws IOException {
        String encoded = Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8));
        assertThat(JENKINS.filesWith(PASSWORD, encoded)).isEmpty();
        for (LabCluster cluster : new LabCluster[] {STAGING, PRODUCTION}) {
            Stream<String> kept = cluster.ledgers.keptReleases(APP).stream()
                    .map(release -> ReleaseSpecFormat.toTree(
                                    cluster.ledgers.kept(APP, release).orElseThrow())
                            .toString());
            Stream<String> objects = Stream.of("config", "secret", "service")
                    .flatMap(kind -> cluster.docker(
                                    kind, "ls", "--quiet", "--filter", "label=" + Labels.APPLICATION + "=" + APP)
                            .lines()
                            .map(id -> cluster.docker(kind, "inspect", id)));
            assertThat(Stream.concat(kept, objects).toList())
                    .hasSizeGreaterThan(6)
                    .noneMatch(text -> text.contains(PASSWORD) || text.contains(encoded));
        }
    }
}
