package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The forms of the steps, and the snippets that they generate. */
class StepFormsTest extends SharedJenkins {
    @BeforeEach
    void begin() {
        ClusterInMemory.begin();
    }

    private static SwarmBlueGreenDeployStep deploy() {
        SwarmBlueGreenDeployStep step = new SwarmBlueGreenDeployStep("staging", "go-demo");
        step.setImage("registry:5000/go-demo:2.0");
        step.setSpec("{\"TaskTemplate\": {}}");
        step.setReplicas(3);
        step.setPrePull(true);
        step.setKeepFailed(true);
        step.setAllowLatest(true);
        step.setDropPorts(true);
        step.setNoRouterChange(true);
        step.setConvergeTimeout("2m");
        step.setStability("10s");
        step.setProbe("/healthz");
        step.setWaitForLock("0");
        return step;
    }

    private static SwarmBlueGreenDeployStep deployStack() {
        SwarmBlueGreenDeployStep step = new SwarmBlueGreenDeployStep("staging", "shop");
        step.setStack("docker-stack.yml\nproduction.yml");
        step.setEnvFiles(List.of("a.env", "b.env"));
        step.setValues(List.of("VERSION=1.7", "A=b=c"));
        step.setAllowUnset(true);
        step.setProfiles(List.of("debug"));
        step.setImages(List.of("api=registry:5000/api:1.7", "registry:5000/web:1.7"));
        step.setSecrets(List.of("db_password=shop-db"));
        return step;
    }

    private static SwarmRegisterColorStep register() {
        SwarmRegisterColorStep step = new SwarmRegisterColorStep("staging", "go-demo");
        step.setBake("2m");
        step.setKeepStandby("1h");
        step.setDrainTimeout("5s");
        step.setProbe("/healthz");
        step.setWaitForLock("0");
        return step;
    }

    private static SwarmRollbackStep rollback() {
        SwarmRollbackStep step = new SwarmRollbackStep("staging", "go-demo");
        step.setTo("previous");
        step.setProbe("/healthz");
        step.setWaitForLock("0");
        return step;
    }

    private static ImageTests tests() {
        ImageTests tests = new ImageTests();
        tests.setDockerfile("Dockerfile.test");
        tests.setTarget("tests");
        tests.setMode("job");
        tests.setCommand("go test ./...");
        tests.setEnv(List.of("LEVEL=full"));
        tests.setSecrets(List.of("key=key.txt"));
        tests.setReports("reports/*.xml");
        tests.setReportsDir("target");
        tests.setTimeout("1h");
        tests.setNetworks(List.of("one", "two"));
        tests.setVolumes(List.of("cache:/cache"));
        tests.setApplication("go-demo");
        tests.setConstraints(List.of("node.labels.env==test"));
        tests.setComposeFile("tests.yml");
        tests.setService("unit");
        tests.setHostIp("10.0.0.7");
        return tests;
    }

    private static SwarmBuildTestImageStep build() {
        SwarmBuildTestImageStep step = new SwarmBuildTestImageStep("staging", "registry:5000/go-demo", "1.7");
        step.setContext("service");
        step.setDockerfile("Dockerfile.alpine");
        step.setTarget("image");
        step.setBuildArgs(List.of("A=1 2", "B=c=d"));
        step.setBuildSecrets(List.of("token=/run/token"));
        step.setLabels(List.of("team=shop"));
        step.setPlatform("linux/arm64");
        step.setCacheFrom(List.of("registry:5000/go-demo:1.6"));
        step.setPull(true);
        step.setBuilder("classic");
        step.setOverwrite(true);
        step.setAllowLatest(true);
        step.setApplication("shop");
        step.setRevision("abc");
        step.setSource("https://git.example/shop");
        step.setCreated("2026-01-31T12:00:00Z");
        step.setTests(tests());
        step.setEngine("tcp://10.0.0.9:2376");
        step.setEngineCredentialsId("engine");
        step.setRegistryCredentialsId("push");
        return step;
    }

    @Test
    void formsKeepTheirValues() throws Exception {
        StepConfigTester forms = new StepConfigTester(jenkins);
        for (Step step : List.of(
                build(),
                deploy(),
                deployStack(),
                register(),
                rollback(),
                new SwarmBuildTestImageStep("staging", "go-demo", "1.7"))) {
            assertThat(forms.configRoundTrip(step)).usingRecursiveComparison().isEqualTo(step);
        }
    }

    @Test
    void snippetsMatchTheForm() throws Exception {
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertRoundTrip(
                new SwarmBlueGreenDeployStep("staging", "go-demo"),
                "swarmBlueGreenDeploy(application: 'go-demo', cluster: 'staging') {\n    // some block\n}");
        snippets.assertRoundTrip(
                new SwarmBuildTestImageStep("staging", "registry:5000/go-demo", "1.7"),
                "swarmBuildTestImage cluster: 'staging', image: 'registry:5000/go-demo', version: '1.7'");
        SwarmBuildTestImageStep tested = new SwarmBuildTestImageStep("staging", "go-demo", "1.7");
        tested.getTests().setDockerfile("Dockerfile.test");
        tested.setBuildArgs(List.of("A=1", "B=2"));
        snippets.assertRoundTrip(
                tested,
                "swarmBuildTestImage buildArgs: ['A=1', 'B=2'], cluster: 'staging', image: 'go-demo',"
                        + " tests: [dockerfile: 'Dockerfile.test'], version: '1.7'");
        snippets.assertRoundTrip(
                register(),
                "swarmRegisterColor(application: 'go-demo', bake: '2m', cluster: 'staging', drainTimeout: '5s',"
                        + " keepStandby: '1h', probe: '/healthz', waitForLock: '0') {\n    // some block\n}");
        snippets.assertRoundTrip(
                deployStack(),
                "swarmBlueGreenDeploy(allowUnset: true, application: 'shop', cluster: 'staging', envFiles: ['a.env',"
                        + " 'b.env'], images: ['api=registry:5000/api:1.7', 'registry:5000/web:1.7'], profiles: ['debug'],"
                        + " secrets: [db_password: 'shop-db'], stack: ['docker-stack.yml', 'production.yml'],"
                        + " values: [VERSION: '1.7', A: 'b=c']) {\n    // some block\n}");
        SwarmBlueGreenDeployStep one = new SwarmBlueGreenDeployStep("staging", "shop");
        one.setStack("docker-stack.yml");
        one.setImages(List.of("api=registry:5000/api:1.7"));
        snippets.assertRoundTrip(
                one,
                "swarmBlueGreenDeploy(application: 'shop', cluster: 'staging', images: [api: 'registry:5000/api:1.7'],"
                        + " stack: 'docker-stack.yml') {\n    // some block\n}");
        snippets.assertRoundTrip(
                rollback(),
                "swarmRollback application: 'go-demo', cluster: 'staging', probe: '/healthz', to: 'previous',"
                        + " waitForLock: '0'");
    }

    @Test
    void listsClustersOnlyForUsersWhoMayConfigureTheJob() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "push", "", "ann", "open sesame"));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "author")
                .grant(Item.CONFIGURE, Item.EXTENDED_READ)
                .everywhere()
                .to("author"));

        assertThat(offered("author", job)).containsExactly("staging, production", ", chosen, push");
        assertThat(offered("reader", job)).containsExactly("chosen", "chosen");
    }

    /** The clusters and the registry logins. */
    private List<String> offered(String user, Item job) {
        SwarmBuildTestImageStep.DescriptorImpl build =
                jenkins.jenkins.getDescriptorByType(SwarmBuildTestImageStep.DescriptorImpl.class);
        try (ACLContext as = ACL.as2(User.getById(user, true).impersonate2())) {
            return Stream.of(
                            build.doFillClusterItems(job, "chosen"),
                            build.doFillRegistryCredentialsIdItems(job, "chosen"))
                    .map(items -> items.stream().map(option -> option.value).collect(Collectors.joining(", ")))
                    .toList();
        }
    }

    @Test
    void formRefusesWhatCannotBeCombinedWithAStack() {
        SwarmBlueGreenDeployStep.DescriptorImpl form =
                jenkins.jenkins.getDescriptorByType(SwarmBlueGreenDeployStep.DescriptorImpl.class);

        assertThat(form.doCheckStack("docker-stack.yml", "", "", "0").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(Stream.of(
                        form.doCheckStack("docker-stack.yml", "registry:5000/web:1", "", ""),
                        form.doCheckStack("docker-stack.yml", "", "{}", ""),
                        form.doCheckStack("docker-stack.yml", "", "", "2"),
                        form.doCheckValues("VERSION=1", ""),
                        form.doCheckValues("VERSION", "docker-stack.yml"),
                        form.doCheckSecrets("db_password", "docker-stack.yml")))
                .allMatch(answer -> answer.kind == FormValidation.Kind.ERROR);
    }

    @Test
    void snippetsContainOnlyChangedValues() {
        assertThat(DescribableModel.uninstantiate2_(new SwarmRollbackStep("staging", "go-demo"))
                        .getArguments())
                .isEqualTo(Map.of("cluster", "staging", "application", "go-demo"));
    }

    /** Users who only use the form cannot set what it does not show. */
    @ParameterizedTest
    @ValueSource(classes = {SwarmBuildTestImageStep.class, ImageTests.class, SwarmBlueGreenDeployStep.class})
    void formShowsEveryParameter(Class<?> described) throws Exception {
        Set<String> parameters = new DescribableModel<>(described)
                .getParameters().stream().map(DescribableParameter::getName).collect(Collectors.toSet());
        try (InputStream in = described.getResourceAsStream(described.getSimpleName() + "/config.jelly")) {
            Set<String> fields = Pattern.compile("field=\"(\\w+)\"")
                    .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
            assertThat(fields).isEqualTo(parameters);
        }
    }

    @Test
    void everyStepAndFieldHasHelp() throws Exception {
        for (Class<?> step : List.of(
                SwarmBuildTestImageStep.class,
                ImageTests.class,
                SwarmBlueGreenDeployStep.class,
                SwarmRegisterColorStep.class,
                SwarmRollbackStep.class)) {
            if (Step.class.isAssignableFrom(step)) {
                assertThat(step.getResource(step.getSimpleName() + "/help.html"))
                        .isNotNull();
            }
            try (InputStream in = step.getResourceAsStream(step.getSimpleName() + "/config.jelly")) {
                Matcher field = Pattern.compile("field=\"(\\w+)\"")
                        .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                while (field.find()) {
                    assertThat(step.getResource(step.getSimpleName() + "/help-" + field.group(1) + ".html"))
                            .as(step.getSimpleName() + "." + field.group(1))
                            .isNotNull();
                }
            }
        }
    }
}
