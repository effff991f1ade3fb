package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.NameValues;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.Lines;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SecretCredentials;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.stack.GivenImage;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.StackInput;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundSetter;

/** The parameters of a step that delivers stack files. Of credentials it contains only the ids. */
public abstract class StackStep extends DeliveryStep {
    private static final long serialVersionUID = 1L;

    /** One byte more than is read as a stack file, so that a larger one is refused for its size. */
    private static final int MOST = (1 << 20) + 1;

    private List<String> stack = new ArrayList<>();
    private List<String> envFiles = new ArrayList<>();
    private List<String> values = new ArrayList<>();
    private boolean allowUnset;
    private List<String> profiles = new ArrayList<>();
    private List<String> images = new ArrayList<>();
    private List<String> secrets = new ArrayList<>();

    StackStep(String cluster, String application) {
        super(cluster, application);
    }

    @Override
    void check() {
        super.check();
        checkStack();
    }

    /** Without what only the build knows. */
    void checkStack() {
        if (stack.isEmpty()) {
            Map<String, List<String>> others = new LinkedHashMap<>();
            others.put("envFiles", envFiles);
            others.put("values", values);
            others.put("profiles", profiles);
            others.put("images", images);
            others.put("secrets", secrets);
            others.forEach((field, given) -> {
                if (!given.isEmpty() || field.equals("values") && allowUnset) {
                    throw new RefusedException(
                            (given.isEmpty() ? "allowUnset" : field) + " is for stack files; name one with stack:");
                }
            });
        }
        values.forEach(value -> new Values().putWritten("values", value));
        images.forEach(GivenImage::parse);
        NameValues.of("secrets", secrets);
    }

    @Override
    final boolean readsWorkspace() {
        return !stack.isEmpty();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Variables have only the values of {@code envFiles}, {@code values} and the cluster: the environment of a build is
     * different on each agent, and may hold secrets.
     */
    @Override
    final Optional<StackRelease> read(StepContext context, Consumer<String> log)
            throws IOException, InterruptedException {
        FilePath workspace = context.get(FilePath.class);
        if (workspace == null) {
            throw new RefusedException(
                    "stack: " + String.join(", ", stack) + " is a file of the workspace, and the step"
                            + " runs without one; put it into node { … }, or give the stage an agent");
        }
        WorkspaceFolder folder = new WorkspaceFolder(workspace, stack.get(0));
        List<StackInput.Source> sources = new ArrayList<>();
        for (String file : stack) {
            sources.add(new StackInput.Source(file, folder.file("stack", file, MOST)));
        }
        Run<?, ?> run = context.get(Run.class);
        Stack read = Stack.read(
                new StackInput(sources, folder, valuesOf(folder, run), Set.copyOf(profiles), allowUnset),
                ClusterConnector.connect(getCluster()).routedBy());
        // All that the files name is read now, once, before the cluster is touched.
        read.specs(getApplication());
        return Optional.of(new StackRelease(read, BuiltImages.of(run, read, images, log)));
    }

    private Values valuesOf(WorkspaceFolder folder, Run<?, ?> run) throws IOException {
        Values all = new Values();
        all.putDefaults(
                getCluster(),
                SwarmDeliveryConfiguration.get().cluster(getCluster()).variables());
        for (String file : envFiles) {
            all.putFile(file, folder.file("envFiles", file, MOST));
        }
        values.forEach(value -> all.putWritten("values", value));
        NameValues.of("secrets", secrets)
                .forEach((name, id) ->
                        all.putSecret(name, SecretCredentials.content(run, "secrets." + name, id.strip())));
        return all;
    }

    /** Of a Jenkinsfile or a form; a value keeps its blanks. */
    private static List<String> given(List<String> list) {
        return new ArrayList<>(
                fixNull(list).stream().filter(text -> !text.isBlank()).toList());
    }

    final List<String> stackFiles() {
        return List.copyOf(stack);
    }

    /** One file per line. */
    public String getStack() {
        return Lines.text(stack);
    }

    /** A text, and no list as {@link StackParameters} takes it as well: Declarative takes no text for a list. */
    @DataBoundSetter
    public void setStack(String files) {
        stack = Lines.of(files);
    }

    public List<String> getEnvFiles() {
        return List.copyOf(envFiles);
    }

    @DataBoundSetter
    public void setEnvFiles(List<String> files) {
        envFiles = ImageStep.lines(files);
    }

    public List<String> getValues() {
        return List.copyOf(values);
    }

    @DataBoundSetter
    public void setValues(List<String> pairs) {
        values = given(pairs);
    }

    public boolean isAllowUnset() {
        return allowUnset;
    }

    @DataBoundSetter
    public void setAllowUnset(boolean allow) {
        allowUnset = allow;
    }

    public List<String> getProfiles() {
        return List.copyOf(profiles);
    }

    @DataBoundSetter
    public void setProfiles(List<String> names) {
        profiles = ImageStep.lines(names);
    }

    public List<String> getImages() {
        return List.copyOf(images);
    }

    @DataBoundSetter
    public void setImages(List<String> given) {
        images = ImageStep.lines(given);
    }

    public List<String> getSecrets() {
        return List.copyOf(secrets);
    }

    @DataBoundSetter
    public void setSecrets(List<String> pairs) {
        secrets = ImageStep.lines(pairs);
    }
}
