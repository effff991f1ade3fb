package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.swarmdelivery.engine.TestVariables;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.TestSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The tests of an image: their sources, and where and how they run. Contains only texts, because it is stored with the
 * run.
 */
public class ImageTests extends AbstractDescribableImpl<ImageTests> implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String REPORTS = "reports";
    static final String TIMEOUT = "10m";
    static final String COMPOSE_FILE = "docker-compose-test.yml";

    private String dockerfile = "";
    private String target = "";
    private String mode = TestSettings.CONTAINER;
    private String command = "";
    private List<String> env = new ArrayList<>();
    private List<String> secrets = new ArrayList<>();
    private String reports = "";
    private String reportsDir = REPORTS;
    private String timeout = TIMEOUT;
    private String application = "";
    private List<String> networks = new ArrayList<>();
    private List<String> volumes = new ArrayList<>();
    private List<String> constraints = new ArrayList<>();
    private String composeFile = COMPOSE_FILE;
    private String service = "";
    private String hostIp = "";

    @DataBoundConstructor
    public ImageTests() {}

    /** Without the variables that only the router knows about the application under test. */
    TestSettings settings() {
        return settings(hostIp.isEmpty() ? Map.of() : TestVariables.reach(hostIp));
    }

    /** @param reach variables of the application for a Compose file; empty for the engine's host */
    TestSettings settings(Map<String, String> reach) {
        return new TestSettings(
                mode,
                command,
                env,
                secrets,
                reports,
                reportsDir,
                timeout,
                networks,
                volumes,
                composeFile,
                service,
                reach);
    }

    public String getDockerfile() {
        return dockerfile;
    }

    @DataBoundSetter
    public void setDockerfile(String given) {
        dockerfile = fixNull(given).strip();
    }

    public String getTarget() {
        return target;
    }

    @DataBoundSetter
    public void setTarget(String given) {
        target = fixNull(given).strip();
    }

    public String getMode() {
        return mode;
    }

    @DataBoundSetter
    public void setMode(String given) {
        mode = ImageStep.or(given, TestSettings.CONTAINER);
    }

    public String getCommand() {
        return command;
    }

    @DataBoundSetter
    public void setCommand(String given) {
        command = fixNull(given).strip();
    }

    public List<String> getEnv() {
        return List.copyOf(env);
    }

    @DataBoundSetter
    public void setEnv(List<String> given) {
        env = ImageStep.lines(given);
    }

    public List<String> getSecrets() {
        return List.copyOf(secrets);
    }

    @DataBoundSetter
    public void setSecrets(List<String> given) {
        secrets = ImageStep.lines(given);
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
        reportsDir = ImageStep.or(given, REPORTS);
    }

    public String getTimeout() {
        return timeout;
    }

    @DataBoundSetter
    public void setTimeout(String given) {
        timeout = ImageStep.or(given, TIMEOUT);
    }

    public String getApplication() {
        return application;
    }

    @DataBoundSetter
    public void setApplication(String given) {
        application = fixNull(given).strip();
    }

    public List<String> getNetworks() {
        return List.copyOf(networks);
    }

    @DataBoundSetter
    public void setNetworks(List<String> given) {
        networks = ImageStep.lines(given);
    }

    public List<String> getVolumes() {
        return List.copyOf(volumes);
    }

    @DataBoundSetter
    public void setVolumes(List<String> given) {
        volumes = ImageStep.lines(given);
    }

    public List<String> getConstraints() {
        return List.copyOf(constraints);
    }

    @DataBoundSetter
    public void setConstraints(List<String> given) {
        constraints = ImageStep.lines(given);
    }

    public String getComposeFile() {
        return composeFile;
    }

    @DataBoundSetter
    public void setComposeFile(String given) {
        composeFile = ImageStep.or(given, COMPOSE_FILE);
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

    /** The form; {@link ImageTestsDescriptor} contains its checks. */
    @Extension
    public static class DescriptorImpl extends ImageTestsDescriptor {
        public DescriptorImpl() {
            super(ImageTests.class);
        }
    }
}
