package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.NameValues;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.VersionSettings;
import io.jenkins.plugins.swarmdelivery.jenkins.config.BuildAccess;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FieldCheck;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The form of {@link SwarmBuildTestImageStep}. Each check is the step's own. */
public abstract class ImageStepDescriptor extends StepDescriptor {
    private static final List<String> LISTS = List.of("buildArgs", "buildSecrets", "labels", "cacheFrom");

    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class, FilePath.class, EnvVars.class);
    }

    @Override
    public String argumentsToString(Map<String, Object> arguments) {
        return arguments.get("image") + ":" + arguments.get("version");
    }

    /** In the form, a list is a text with one value per line. */
    @Override
    public Step newInstance(StaplerRequest2 req, JSONObject form) throws FormException {
        split(form, LISTS);
        if (form.has("tests")) {
            split(form.getJSONObject("tests"), ImageTestsDescriptor.LISTS);
        }
        return super.newInstance(req, form);
    }

    private static void split(JSONObject form, List<String> lists) {
        for (String list : lists) {
            if (form.has(list)) {
                form.put(list, form.getString(list).lines().toList());
            }
        }
    }

    /** A list as the form shows it. */
    public String text(List<String> values) {
        return lined(values);
    }

    static String lined(List<String> values) {
        return values == null ? "" : String.join("\n", values);
    }

    public String getDefaultContext() {
        return ImageStep.CONTEXT;
    }

    public String getDefaultDockerfile() {
        return ImageStep.DOCKERFILE;
    }

    @POST
    public ListBoxModel doFillClusterItems(@AncestorInPath Item item, @QueryParameter String cluster) {
        return ClusterItems.of(item, cluster);
    }

    @POST
    public ListBoxModel doFillBuilderItems() {
        return options("auto", "buildx", "classic");
    }

    @POST
    public ListBoxModel doFillEngineCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String engineCredentialsId) {
        return BuildAccess.engineItems(item, engineCredentialsId);
    }

    @POST
    public ListBoxModel doFillRegistryCredentialsIdItems(
            @AncestorInPath Item item, @QueryParameter String registryCredentialsId) {
        return BuildAccess.registryItems(item, registryCredentialsId);
    }

    static ListBoxModel options(String... values) {
        return Stream.of(values)
                .map(value -> new ListBoxModel.Option(value, value))
                .collect(Collectors.toCollection(ListBoxModel::new));
    }

    @POST
    public FormValidation doCheckImage(@QueryParameter String value) {
        return FieldCheck.filled(value, VersionSettings::checkRepository);
    }

    /** A version usually contains a variable, which only the build knows. */
    @POST
    public FormValidation doCheckVersion(@QueryParameter String value) {
        return value.contains("$") ? FormValidation.ok() : FieldCheck.filled(value, VersionSettings::checkVersion);
    }

    @POST
    public FormValidation doCheckApplication(@QueryParameter String value) {
        return check(step -> step.setApplication(value));
    }

    @POST
    public FormValidation doCheckBuildArgs(@QueryParameter String value) {
        return FieldCheck.of(() -> NameValues.of("buildArgs", lines(value)));
    }

    @POST
    public FormValidation doCheckBuildSecrets(@QueryParameter String value) {
        return check(step -> step.setBuildSecrets(lines(value)));
    }

    @POST
    public FormValidation doCheckLabels(@QueryParameter String value) {
        return check(step -> step.setLabels(lines(value)));
    }

    @POST
    public FormValidation doCheckCreated(@QueryParameter String value) {
        return check(step -> step.setCreated(value));
    }

    /** Checks one parameter, with valid values for the others. */
    static FormValidation check(Consumer<SwarmBuildTestImageStep> parameter) {
        SwarmBuildTestImageStep step = new SwarmBuildTestImageStep("any", "any", "1");
        step.getTests().setDockerfile("any");
        parameter.accept(step);
        return FieldCheck.of(step::check);
    }

    private static List<String> lines(String value) {
        return value.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }
}
