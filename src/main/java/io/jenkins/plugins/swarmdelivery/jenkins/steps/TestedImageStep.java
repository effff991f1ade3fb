package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import io.jenkins.plugins.swarmdelivery.engine.TestVariables;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.TestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that builds an image and tests it: the parameters that say where and how the tests run. */
public abstract class TestedImageStep extends ImageStep {
    private static final long serialVersionUID = 1L;

    static final String REPORTS = "reports";
    static final String TIMEOUT = "10m";
    static final String COMPOSE_FILE = "docker-compose-test.yml";

    private String testMode = TestSettings.CONTAINER;
    private String testCommand = "";
    private List<String> testEnv = new ArrayList<>();
    private List<String> testSecrets = new ArrayList<>();
    private String reports = "";
    private String reportsDir = REPORTS;
    private String testTimeout = TIMEOUT;
    private String testApplication = "";
    private List<String> networks = new ArrayList<>();
    private List<String> volumes = new ArrayList<>();
    private List<String> constraints = new ArrayList<>();
    private String composeFile = COMPOSE_FILE;
    private String service = "";
    private String hostIp = "";

    /** Without what only the router knows of an application that is tested. */
    final TestSettings testSettings() {
        return testSettings(hostIp.isEmpty() ? Map.of() : TestVariables.reach(hostIp));
    }

    /** @param reach what a Compose file finds of the application; empty: the engine's host */
    final TestSettings testSettings(Map<String, String> reach) {
        return new TestSettings(
                testMode,
                testCommand,
                testEnv,
                testSecrets,
                reports,
                reportsDir,
                testTimeout,
                networks,
                volumes,
                composeFile,
                service,
                reach);
    }

    public String getTestMode() {
        return testMode;
    }

    @DataBoundSetter
    public void setTestMode(String given) {
        testMode = or(given, TestSettings.CONTAINER);
    }

    public String getTestCommand() {
        return testCommand;
    }

    @DataBoundSetter
    public void setTestCommand(String given) {
        testCommand = fixNull(given).strip();
    }

    public List<String> getTestEnv() {
        return List.copyOf(testEnv);
    }

    @DataBoundSetter
    public void setTestEnv(List<String> given) {
        testEnv = lines(given);
    }

    public List<String> getTestSecrets() {
        return List.copyOf(testSecrets);
    }

    @DataBoundSetter
    public void setTestSecrets(List<String> given) {
        testSecrets = lines(given);
    }

    public String getReports() {
        return reports;
    }

    @DataBoundSetter
    public void setReports(String given) {
        reports = fixNull(given).strip();
    }

    public String getReportsDir() {
        return reportsDir;
    }

    @DataBoundSetter
    public void setReportsDir(String given) {
        reportsDir = or(given, REPORTS);
    }

    public String getTestTimeout() {
        return testTimeout;
    }

    @DataBoundSetter
    public void setTestTimeout(String given) {
        testTimeout = or(given, TIMEOUT);
    }

    public String getTestApplication() {
        return testApplication;
    }

    @DataBoundSetter
    public void setTestApplication(String given) {
        testApplication = fixNull(given).strip();
    }

    public List<String> getNetworks() {
        return List.copyOf(networks);
    }

    @DataBoundSetter
    public void setNetworks(List<String> given) {
        networks = lines(given);
    }

    public List<String> getVolumes() {
        return List.copyOf(volumes);
    }

    @DataBoundSetter
    public void setVolumes(List<String> given) {
        volumes = lines(given);
    }

    public List<String> getConstraints() {
        return List.copyOf(constraints);
    }

    @DataBoundSetter
    public void setConstraints(List<String> given) {
        constraints = lines(given);
    }

    public String getComposeFile() {
        return composeFile;
    }

    @DataBoundSetter
    public void setComposeFile(String given) {
        composeFile = or(given, COMPOSE_FILE);
    }

    public String getService() {
        return service;
    }

    @DataBoundSetter
    public void setService(String given) {
        service = fixNull(given).strip();
    }

    public String getHostIp() {
        return hostIp;
    }

    @DataBoundSetter
    public void setHostIp(String given) {
        hostIp = fixNull(given).strip();
    }
}
