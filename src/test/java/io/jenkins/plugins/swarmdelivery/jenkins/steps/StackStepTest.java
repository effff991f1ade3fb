package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.FilePath;
import hudson.model.Fingerprint;
import hudson.model.Label;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.jenkins.LiveFolder;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.stack.GivenImage;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.StackInput;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** A Pipeline delivers the stack file of its workspace, against a cluster in memory. */
class StackStepTest extends SharedJenkins {
    static final String STACK = """
            services:
              web:
                image: registry:5000/web:${VERSION}
                environment: {LEVEL: "${LEVEL:-info}"}
                configs: [page]
                deploy:
                  labels: {swarm-delivery.route.port: "8080"}
              api:
                image: registry:5000/api:${VERSION}
                secrets: [db_password]
            configs:
              page: {file: ./page.txt}
            secrets:
              db_password: {file: ./nowhere.txt}
            """;
    private static final String PASSWORD = "swordfish-of-the-shop";
    private static final String SECRETS = ", secrets: [db_password: 'shop-db']";

    @BeforeEach
    void begin() {
        ClusterInMemory.begin();
        fake.routeToWeb();
        SystemCredentialsProvider.getInstance().getCredentials().add(password("shop-db"));
    }

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    static StringCredentialsImpl password(String id) {
        return new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(PASSWORD));
    }

    /** @param parameters further ones */
    static String deploy(String parameters) {
        return "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', stack: 'deploy/docker-stack.yml'"
                + parameters + ") {}\n";
    }

    static String register(String block) {
        return "swarmRegisterColor(cluster: 'staging', application: 'go-demo') {" + block + "}\n";
    }

    static String files(String stack) {
        return "writeFile file: 'deploy/docker-stack.yml', text: '''" + stack + "'''\n"
                + "writeFile file: 'deploy/page.txt', text: 'hello'\n";
    }

    private static WorkflowRun run(Result expected, String script) throws Exception {
        return jenkins.buildAndAssertStatus(expected, job("node {\n" + files(STACK) + script + "}"));
    }

    @Test
    void deliversAndRollsBackTheStackOfTheWorkspace() throws Exception {
        run(
                Result.SUCCESS,
                "writeFile file: 'production.env', text: 'LEVEL=warn\\nVERSION=0'\n"
                        + deploy(", envFiles: ['production.env'], values: [VERSION: \"1.${BUILD_NUMBER}\"]" + SECRETS)
                        + register(""));

        assertThat(fake.live()).isEqualTo("blue 1.1");
        assertThat(fake.services()).containsExactly("go-demo-api-blue", "go-demo-web-blue");
        assertThat(fake.specOf("go-demo-web-blue")).contains("LEVEL=warn");

        WorkflowRun failed =
                run(Result.FAILURE, deploy(", values: [VERSION: '2.0']" + SECRETS) + register("error 'no good'"));

        jenkins.assertLogContains("tests after the switch failed: no good", failed);
        assertThat(fake.live()).isEqualTo("blue 1.1");
        run(Result.SUCCESS, deploy(", values: ['VERSION=3.0']" + SECRETS) + register(""));
        run(Result.SUCCESS, "swarmRollback cluster: 'staging', application: 'go-demo', to: 'previous'\n");
        assertThat(fake.live()).isEqualTo("blue 1.1");
    }

    @Test
    void labelsOfTraefikAreRoutesWhereItIsTheRouter() throws Exception {
        String labeled = STACK.replace(
                "{swarm-delivery.route.port: \"8080\"}",
                "{traefik.http.routers.shop.rule: Path(`/`),"
                        + " traefik.http.services.shop.loadbalancer.server.port: \"8080\"}");
        String script =
                "node {\n" + files(labeled) + deploy(", values: [VERSION: '1.0']" + SECRETS) + register("") + "}";

        jenkins.assertLogContains(
                "has a route; give the service that users reach",
                jenkins.buildAndAssertStatus(Result.FAILURE, job(script)));

        ClusterInMemory.traefik = true;
        jenkins.buildAndAssertSuccess(job(script));

        assertThat(fake.live()).isEqualTo("blue 1.0");
    }

    @Test
    void clusterGivesValuesToVariablesWithoutOne() throws Exception {
        SwarmDeliveryConfiguration.get().cluster("staging").setValues(List.of("LEVEL=warn", "VERSION=0"));

        run(Result.SUCCESS, deploy(", values: [VERSION: '1.0']" + SECRETS) + register(""));

        assertThat(fake.live()).isEqualTo("blue 1.0");
        assertThat(fake.specOf("go-demo-web-blue")).contains("LEVEL=warn");
    }

    @Test
    void contentOfASecretIsOnlyInTheSwarm() throws Exception {
        WorkflowRun build = run(Result.SUCCESS, deploy(", values: [VERSION: '1.0']" + SECRETS) + register(""));

        assertThat(fake.objects(Swarm.Kind.SECRET)).singleElement().satisfies(secret -> {
            assertThat(secret).startsWith("go-demo_db_password_");
            assertThat(fake.secretContent(secret)).isEqualTo(PASSWORD);
            assertThat(fake.specOf("go-demo-api-blue")).contains(secret);
        });
        // Among them are the build's log and its record.
        assertThat(filesWithPassword(jenkins)).isEmpty();
        assertThat(fake.records()).contains("db_password").doesNotContain(PASSWORD, encoded(PASSWORD));
        assertThat(fake.services())
                .allSatisfy(service -> assertThat(fake.specOf(service)).doesNotContain(PASSWORD, encoded(PASSWORD)));
        StandardCredentials used = (StandardCredentials)
                SystemCredentialsProvider.getInstance().getCredentials().get(0);
        Fingerprint fingerprint = CredentialsProvider.getFingerprintOf(used);
        assertThat(fingerprint.getRangeSet(build.getParent()).includes(build.getNumber()))
                .isTrue();
    }

    /** The files of Jenkins that contain the password, as it is or as the Engine API has it. */
    static List<Path> filesWithPassword(JenkinsRule jenkins) throws IOException {
        return LiveFolder.filesWith(jenkins.jenkins.getRootDir().toPath(), PASSWORD, encoded(PASSWORD));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsOnlyTheWorkspace() throws Exception {
        for (String wrong : List.of("../../secrets/master.key", "/etc/passwd", "link.txt", "dir")) {
            WorkflowRun refused = jenkins.buildAndAssertStatus(
                    Result.FAILURE,
                    job("node {\n" + files(STACK.replace("./page.txt", wrong))
                            + "sh 'mkdir -p deploy/dir; ln -sfn /etc/passwd deploy/link.txt'\n"
                            + deploy(", values: [VERSION: '1.0']" + SECRETS) + "}"));

            jenkins.assertLogContains(
                    "configs.page.file: \"" + wrong + "\" is not valid; the file cannot be read: it is "
                            + (wrong.equals("dir") ? "not a file" : "outside of the workspace"),
                    refused);
        }
        jenkins.assertLogContains(
                "envFiles: \"../x.env\" is not valid; it is outside of the workspace",
                run(Result.FAILURE, deploy(", envFiles: ['../x.env']")));
        jenkins.assertLogContains(
                "stack: \"other.yml\" is not valid; there is no such file in the workspace",
                run(Result.FAILURE, deploy("").replace("deploy/docker-stack.yml", "other.yml")));
        assertThat(fake.services()).isEmpty();
    }

    @Test
    void readsTheFilesOfAnAgent() throws Exception {
        jenkins.createOnlineSlave(Label.get("remote"));

        jenkins.buildAndAssertSuccess(job("node('remote') {\n" + files(STACK)
                + deploy(", values: [VERSION: '1.0']" + SECRETS) + register("") + "}"));

        assertThat(fake.live()).isEqualTo("blue 1.0");
    }

    @Test
    void requiresAWorkspace() throws Exception {
        jenkins.assertLogContains(
                "stack: deploy/docker-stack.yml is a file of the workspace, and the step runs without one; put it into"
                        + " node { … }",
                jenkins.buildAndAssertStatus(Result.FAILURE, job(deploy(""))));
    }

    @Test
    void takesNoValuesFromTheEnvironment() throws Exception {
        WorkflowRun refused = run(Result.FAILURE, "withEnv(['VERSION=9']) {\n" + deploy(SECRETS) + "}\n");

        jenkins.assertLogContains("the variable VERSION has no value; set it with values or envFiles", refused);
        jenkins.assertLogContains("or accept empty values with allowUnset: true", refused);
    }

    @Test
    void aValueThatIsNullIsNone() throws Exception {
        WorkflowRun refused = run(Result.FAILURE, deploy(SECRETS + ", values: [VERSION: env.NO_SUCH_BRANCH]"));

        jenkins.assertLogContains("the variable VERSION has no value; set it with values or envFiles", refused);
    }

    @Test
    void refusesWhatCannotBeCombined() throws Exception {
        refused(deploy(", image: 'registry:5000/web:1'"), "to replace one, write images: instead of image:");
        refused(deploy(", replicas: 2"), "stack: the stack file has the spec and the replicas of its services;");
        refused(
                "swarmBlueGreenDeploy(cluster: 'staging', application: 'go-demo', values: [A: '1']) {}\n",
                "values is for stack files; name one with stack:");
        refused(deploy(", values: ['A']"), "values: \"A\" is not valid; write NAME=VALUE");
        refused(deploy(", images: ['api=:1']"), "is not valid; write registry/repository:version");
        refused(
                deploy(", values: [VERSION: '1'], secrets: [db_pasword: 'shop-db']"),
                "secrets: \"db_pasword\" is not valid; did you mean db_password?");
        refused(
                deploy(", values: [VERSION: '1'], secrets: [db_password: 'gone']"),
                "secrets.db_password: \"gone\" is not valid; no such credentials are available to this build");
    }

    private static void refused(String script, String message) throws Exception {
        jenkins.assertLogContains(message, run(Result.FAILURE, script));
    }

    @Test
    void imagesOfThisBuildReplaceThoseOfTheirRepository() throws Exception {
        WorkflowJob job = job("node {\n" + files(STACK) + "}");
        WorkflowRun build = jenkins.buildAndAssertSuccess(job);
        String digest = "@sha256:" + "a".repeat(64);
        ReleaseAction.remember(build, "api", "registry:5000/api:7" + digest, "");
        ReleaseAction.remember(build, "other", "registry:5000/other:7" + digest, "");
        ReleaseAction.remember(build, "go-demo", "registry:5000/web:6" + digest);
        Stack stack = Stack.read(new StackInput(
                List.of(new StackInput.Source("s.yml", STACK.getBytes(StandardCharsets.UTF_8))),
                new WorkspaceFolder(
                        new FilePath(jenkins.jenkins.getWorkspaceFor(job).getChannel(), "/"), "s.yml"),
                new Values().put("VERSION", "1", "test"),
                Set.of(),
                false));
        List<String> said = new ArrayList<>();

        List<GivenImage> images = BuiltImages.of(build, stack, List.of("web=registry:5000/web:5"), said::add);

        assertThat(images)
                .extracting(GivenImage::toString)
                .containsExactly("registry:5000/api:7" + digest, "web=registry:5000/web:5");
        assertThat(said).containsExactly("api: the image that this build has built, registry:5000/api:7" + digest);
    }
}
