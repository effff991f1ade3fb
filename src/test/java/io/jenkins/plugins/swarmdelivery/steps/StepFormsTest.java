package io.jenkins.plugins.swarmdelivery.steps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The forms of the steps, and the snippets that they make. */
@WithJenkins
class StepFormsTest {
    private JenkinsRule jenkins;

    @BeforeEach
    void begin(JenkinsRule rule) {
        jenkins = rule;
        ClusterInMemory.begin();
    }

    private static SwarmBlueGreenDeployStep deploy() {
        SwarmBlueGreenDeployStep step = new SwarmBlueGreenDeployStep("staging", "go-demo");
        step.setImage("registry:5000/go-demo:2.0");
        step.setSpec("{\"TaskTemplate\": {}}");
        step.setReplicas(3);
        step.setPrePull(true);
        step.setKeepFailed(true);
        step.setAllowFloating(true);
        step.setDropPorts(true);
        step.setConvergeTimeout("2m");
        step.setStability("10s");
        step.setProbe("/healthz");
        step.setWaitForLock("0");
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

    @Test
    void formsKeepWhatTheyShow() throws Exception {
        StepConfigTester forms = new StepConfigTester(jenkins);
        for (Step step : List.of(deploy(), register(), rollback())) {
            assertThat(forms.configRoundTrip(step)).usingRecursiveComparison().isEqualTo(step);
        }
    }

    @Test
    void snippetsAreWhatTheFormSays() throws Exception {
        SnippetizerTester snippets = new SnippetizerTester(jenkins);
        snippets.assertRoundTrip(
                new SwarmBlueGreenDeployStep("staging", "go-demo"),
                "swarmBlueGreenDeploy(application: 'go-demo', cluster: 'staging') {\n    // some block\n}");
        snippets.assertRoundTrip(
                register(),
                "swarmRegisterColor(application: 'go-demo', bake: '2m', cluster: 'staging', drainTimeout: '5s',"
                        + " keepStandby: '1h', probe: '/healthz', waitForLock: '0') {\n    // some block\n}");
        snippets.assertRoundTrip(
                rollback(),
                "swarmRollback application: 'go-demo', cluster: 'staging', probe: '/healthz', to: 'previous',"
                        + " waitForLock: '0'");
    }

    @Test
    void onlyWhatWasChangedIsSaid() {
        assertThat(DescribableModel.uninstantiate2_(new SwarmRollbackStep("staging", "go-demo"))
                        .getArguments())
                .isEqualTo(Map.of("cluster", "staging", "application", "go-demo"));
    }

    @Test
    void everyStepAndFieldHasItsHelp() throws Exception {
        for (Class<?> step :
                List.of(SwarmBlueGreenDeployStep.class, SwarmRegisterColorStep.class, SwarmRollbackStep.class)) {
            assertThat(step.getResource(step.getSimpleName() + "/help.html")).isNotNull();
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
