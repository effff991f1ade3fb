package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.PRODUCTION;
import static io.jenkins.plugins.swarmdelivery.lab.LabCluster.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.lab.LabCluster;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pipeline delivers the shop, a stack of five services with a secret, to two real Swarms. */
class StackPipelineIT {
    private static final Application APP = new Application("it-shop");
    private static final List<LabCluster> BOTH = List.of(STAGING, PRODUCTION);
    private static final String JOB = "shop";
    private static final String PASSWORD = "swordfish-of-the-shop";

    /** The migration finds out whether it got the secret, of which it only knows the hash. */
    private static final String JENKINSFILE = """
            def deliver(cluster, tests) {
              swarmBlueGreenDeploy(cluster: cluster, application: 'it-shop', stack: ['docker-stack.yml', 'checked.yml'],
                  values: [IMAGE: params.IMAGE, VERSION: params.VERSION, HOST: 'it-shop.lab', BUSYBOX: params.BUSYBOX,
                           HASH: params.HASH],
                  secrets: [db_password: 'shop-db-password'], allowLatest: true) { }
              swarmRegisterColor(cluster: cluster, application: 'it-shop') {
                if (tests) { sh tests }
              }
            }
            node {
              sh 'cp -r "$GO_DEMO"/../shop/. . && rm db-password.txt'
              writeFile file: 'checked.yml', text: '''
            # Each check starts a process in the lab: as few as will do, and time for each.
            x-checked: &checked
              healthcheck: {interval: 4s, timeout: 20s, retries: 5}
            services:
              web: *checked
              api: *checked
              worker: *checked
              db: *checked
              migrate:
                image: ${BUSYBOX}
                command: [sh, -c, 'sha256sum /run/secrets/db_password | grep $$HASH']
                environment: {HASH: "${HASH}"}
                secrets: [db_password]
            '''
              deliver('staging', '')
              deliver('production', params.AFTER)
            }
            """;

    @RegisterExtension
    static final LabJenkins JENKINS = new LabJenkins();

    private final LabUser admin = JENKINS.as(LabJenkins.ADMIN);
    private final LabUser releaseManager = JENKINS.as(LabJenkins.RELEASE_MANAGER);

    @BeforeEach
    @AfterEach
    void forgetEverything() {
        BOTH.forEach(cluster -> cluster.forget(APP));
    }

    @Test
    void deliversAStackWithASecretAndRollsBack() throws Exception {
        admin.addSecretText("shop-db-password", PASSWORD);
        admin.define(JOB, DeliverJob.DURABLE, JENKINSFILE, "IMAGE", "VERSION", "AFTER", "BUSYBOX", "HASH");
        JENKINS.assertResult(JOB, build("1.0", ""), "SUCCESS");
        BOTH.forEach(cluster -> cluster.assertLive(APP, "blue 1.0", services("blue")));

        int failed = build("2.0", "exit 4");
        JENKINS.assertResult(JOB, failed, "FAILURE");

        assertThat(JENKINS.log(JOB, failed))
                .contains("it-shop 2.0 on production: rolled back to the old release: tests after the switch");
        STAGING.assertLive(APP, "green 2.0", services("green"));
        PRODUCTION.assertLive(APP, "blue 1.0", services("blue"));
        assertThat(PRODUCTION.pages(APP, "/upstream")).isNotEmpty().allMatch(page -> page.matches("(\\S+) calls \\1"));
        assertThat(JENKINS.filesWith(PASSWORD, base64(PASSWORD))).isEmpty();
        showsEachService(failed);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private int build(String version, String after) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(PASSWORD.getBytes(StandardCharsets.UTF_8));
        return releaseManager.build(
                JOB,
                Map.of(
                        "IMAGE",
                        LAB.image("").replaceFirst(":$", ""),
                        "VERSION",
                        version,
                        "AFTER",
                        after,
                        "BUSYBOX",
                        LAB.property("busyboxImage"),
                        "HASH",
                        HexFormat.of().formatHex(hash)));
    }

    private static String[] services(String color) {
        return Stream.of("-api-" + color, "-web-" + color, "-worker-" + color, "_db")
                .map(service -> APP + service)
                .toArray(String[]::new);
    }

    private void showsEachService(int failed) {
        try (Browser manager = Browser.of(JENKINS, LabJenkins.RELEASE_MANAGER)) {
            Page application = manager.open("swarm-delivery/cluster/production/application/it-shop/");
            PlaywrightAssertions.assertThat(application.locator("[data-part=service-active]"))
                    .containsText("it-shop_db");
            Pictures.take(application, "stack-application");
            Page deliveries = manager.open("job/" + JOB + "/" + failed + "/swarm-deliveries/");
            PlaywrightAssertions.assertThat(deliveries.locator("body")).containsText("unchanged");
            Pictures.take(deliveries, "stack-delivery");
        }
    }
}
