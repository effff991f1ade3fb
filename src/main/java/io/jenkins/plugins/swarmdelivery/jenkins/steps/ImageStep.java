package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import io.jenkins.plugins.swarmdelivery.jenkins.agent.ImageSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** The parameters of a step that builds an image. Contains only texts, because it is stored with the run. */
public abstract class ImageStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String CONTEXT = ".";
    static final String DOCKERFILE = "Dockerfile";
    static final String BUILDER = "auto";

    private String context = CONTEXT;
    private String dockerfile = DOCKERFILE;
    private String target = "";
    private List<String> buildArgs = new ArrayList<>();
    private List<String> buildSecrets = new ArrayList<>();
    private List<String> labels = new ArrayList<>();
    private String platform = "";
    private List<String> cacheFrom = new ArrayList<>();
    private boolean pull;
    private String builder = BUILDER;

    final ImageSettings imageSettings(ImageTests tests) {
        return new ImageSettings(
                context,
                dockerfile,
                target,
                tests.getDockerfile(),
                tests.getTarget(),
                buildArgs,
                buildSecrets,
                labels,
                platform,
                cacheFrom,
                pull,
                builder);
    }

    /** The given value, else the default. */
    static String or(String given, String otherwise) {
        String text = fixNull(given).strip();
        return text.isEmpty() ? otherwise : text;
    }

    static List<String> lines(List<String> given) {
        return new ArrayList<>(fixNull(given).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList());
    }

    public String getContext() {
        return context;
    }

    @DataBoundSetter
    public void setContext(String given) {
        context = or(given, CONTEXT);
    }

    public String getDockerfile() {
        return dockerfile;
    }

    @DataBoundSetter
    public void setDockerfile(String given) {
        dockerfile = or(given, DOCKERFILE);
    }

    public String getTarget() {
        return target;
    }

    @DataBoundSetter
    public void setTarget(String given) {
        target = fixNull(given).strip();
    }

    public List<String> getBuildArgs() {
        return List.copyOf(buildArgs);
    }

    @DataBoundSetter
    public void setBuildArgs(List<String> given) {
        buildArgs = lines(given);
    }

    public List<String> getBuildSecrets() {
        return List.copyOf(buildSecrets);
    }

    @DataBoundSetter
    public void setBuildSecrets(List<String> given) {
        buildSecrets = lines(given);
    }

    public List<String> getLabels() {
        return List.copyOf(labels);
    }

    @DataBoundSetter
    public void setLabels(List<String> given) {
        labels = lines(given);
    }

    public String getPlatform() {
        return platform;
    }

    @DataBoundSetter
    public void setPlatform(String given) {
        platform = fixNull(given).strip();
    }

    public List<String> getCacheFrom() {
        return List.copyOf(cacheFrom);
    }

    @DataBoundSetter
    public void setCacheFrom(List<String> given) {
        cacheFrom = lines(given);
    }

    public boolean isPull() {
        return pull;
    }

    @DataBoundSetter
    public void setPull(boolean given) {
        pull = given;
    }

    public String getBuilder() {
        return builder;
    }

    @DataBoundSetter
    public void setBuilder(String given) {
        builder = or(given, BUILDER);
    }
}
