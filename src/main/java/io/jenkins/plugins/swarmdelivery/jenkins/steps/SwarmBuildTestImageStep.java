package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.Extension;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.ImageSettings;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.TestSettings;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.VersionSettings;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Builds a tests image, runs the tests in it, and builds and pushes the image only if they pass. */
public class SwarmBuildTestImageStep extends ImageStep {
    private static final long serialVersionUID = 1L;

    private final String cluster;
    private final String image;
    private final String version;
    private ImageTests tests = new ImageTests();
    private boolean overwrite;
    private boolean allowLatest;
    private String application = "";
    private String revision = "";
    private String source = "";
    private String created = "";
    private String engine = "";
    private String engineCredentialsId = "";
    private String registryCredentialsId = "";

    /**
     * @param cluster whose registry login is used, and in whose Swarm test jobs run
     * @param image its repository
     * @param version its tag
     */
    @DataBoundConstructor
    public SwarmBuildTestImageStep(String cluster, String image, String version) {
        this.cluster = fixNull(cluster).strip();
        this.image = fixNull(image).strip();
        this.version = fixNull(version).strip();
    }

    @Override
    public StepExecution start(StepContext context) {
        return new ImageBuildExecution(this, context);
    }

    /** Reads every parameter; throws {@link RefusedException} if one is invalid. */
    void check() {
        versionSettings()
                .check(SwarmDeliveryConfiguration.get().marks(), imageSettings().tested());
        imageSettings().check();
        TestSettings settings = tests.settings();
        settings.check();
        if (!imageSettings().tested() && settings.given()) {
            throw new RefusedException("there are parameters for tests, and no tests image; name its Dockerfile with"
                    + " tests: [dockerfile: …], or its stage with tests: [target: …]");
        }
        applications();
    }

    ImageSettings imageSettings() {
        return imageSettings(tests);
    }

    VersionSettings versionSettings() {
        return new VersionSettings(image, version, overwrite, allowLatest, revision, source, created);
    }

    /** The applications that it names: the image's, and the one whose networks tests join. */
    final List<Application> applications() {
        return Stream.of(application, tests.getApplication())
                .filter(name -> !name.isEmpty())
                .map(Application::new)
                .toList();
    }

    /** The application that the image is a release of, for later steps. */
    String releaseOf() {
        return application.isEmpty() ? image.replaceFirst("^.*/", "") : application;
    }

    public String getCluster() {
        return cluster;
    }

    public String getImage() {
        return image;
    }

    public String getVersion() {
        return version;
    }

    public ImageTests getTests() {
        return tests;
    }

    @DataBoundSetter
    public void setTests(ImageTests given) {
        tests = given == null ? new ImageTests() : given;
    }

    public boolean isOverwrite() {
        return overwrite;
    }

    @DataBoundSetter
    public void setOverwrite(boolean given) {
        overwrite = given;
    }

    public boolean isAllowLatest() {
        return allowLatest;
    }

    @DataBoundSetter
    public void setAllowLatest(boolean given) {
        allowLatest = given;
    }

    public String getApplication() {
        return application;
    }

    @DataBoundSetter
    public void setApplication(String given) {
        application = fixNull(given).strip();
    }

    public String getRevision() {
        return revision;
    }

    @DataBoundSetter
    public void setRevision(String given) {
        revision = fixNull(given).strip();
    }

    public String getSource() {
        return source;
    }

    @DataBoundSetter
    public void setSource(String given) {
        source = fixNull(given).strip();
    }

    public String getCreated() {
        return created;
    }

    @DataBoundSetter
    public void setCreated(String given) {
        created = fixNull(given).strip();
    }

    public String getEngine() {
        return engine;
    }

    @DataBoundSetter
    public void setEngine(String given) {
        engine = fixNull(given).strip();
    }

    public String getEngineCredentialsId() {
        return engineCredentialsId;
    }

    @DataBoundSetter
    public void setEngineCredentialsId(String given) {
        engineCredentialsId = fixNull(given).strip();
    }

    public String getRegistryCredentialsId() {
        return registryCredentialsId;
    }

    @DataBoundSetter
    public void setRegistryCredentialsId(String given) {
        registryCredentialsId = fixNull(given).strip();
    }

    /** In the snippet generator, and behind {@code swarmBuildTestImage}. */
    @Extension
    public static class DescriptorImpl extends ImageStepDescriptor {
        @Override
        public String getFunctionName() {
            return "swarmBuildTestImage";
        }

        @Override
        public String getDisplayName() {
            return Messages.SwarmBuildTestImageStep_displayName();
        }
    }
}
