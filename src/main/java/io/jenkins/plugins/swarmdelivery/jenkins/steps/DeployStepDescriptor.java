package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FieldCheck;
import io.jenkins.plugins.swarmdelivery.jenkins.config.Lines;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The checks of the form of {@link SwarmBlueGreenDeployStep}, and its lists and maps. */
public abstract class DeployStepDescriptor extends DeliveryStepDescriptor implements CustomDescribableModel {
    private static final List<String> LISTS = List.of("envFiles", "values", "profiles", "images", "secrets");

    @Override
    public Map<String, Object> customInstantiate(Map<String, Object> arguments) {
        return StackParameters.toStep(arguments);
    }

    @Override
    public UninstantiatedDescribable customUninstantiate(UninstantiatedDescribable step) {
        return step.withArguments(StackParameters.toSnippet(step.getArguments()));
    }

    /** In the form, a list is a text with one value per line. */
    @Override
    public Step newInstance(StaplerRequest2 req, JSONObject form) throws FormException {
        for (String list : LISTS) {
            if (form.has(list)) {
                form.put(list, Lines.of(form.getString(list)));
            }
        }
        return super.newInstance(req, form);
    }

    /** A list as the form shows it. */
    public String text(List<String> values) {
        return Lines.text(values);
    }

    @POST
    public FormValidation doCheckStack(
            @QueryParameter String value,
            @QueryParameter String image,
            @QueryParameter String spec,
            @QueryParameter String replicas) {
        return check(value, step -> {
            step.setImage(image);
            step.setSpec(spec);
            step.setReplicas(Set.of("", "0").contains(fixNull(replicas).strip()) ? 0 : 1);
        });
    }

    @POST
    public FormValidation doCheckEnvFiles(@QueryParameter String value, @QueryParameter String stack) {
        return check(stack, step -> step.setEnvFiles(Lines.of(value)));
    }

    @POST
    public FormValidation doCheckValues(@QueryParameter String value, @QueryParameter String stack) {
        return check(stack, step -> step.setValues(Lines.of(value)));
    }

    @POST
    public FormValidation doCheckProfiles(@QueryParameter String value, @QueryParameter String stack) {
        return check(stack, step -> step.setProfiles(Lines.of(value)));
    }

    /** An image usually contains a variable, which only the build knows. */
    @POST
    public FormValidation doCheckImages(@QueryParameter String value, @QueryParameter String stack) {
        List<String> known =
                Lines.of(value).stream().filter(image -> !image.contains("$")).toList();
        return check(stack, step -> step.setImages(known));
    }

    @POST
    public FormValidation doCheckSecrets(@QueryParameter String value, @QueryParameter String stack) {
        return check(stack, step -> step.setSecrets(Lines.of(value)));
    }

    /** The check of a step with valid values for the others. */
    private static FormValidation check(String stack, Consumer<SwarmBlueGreenDeployStep> parameter) {
        SwarmBlueGreenDeployStep step = new SwarmBlueGreenDeployStep("any", "any");
        step.setStack(stack);
        parameter.accept(step);
        return FieldCheck.of(step::checkStack);
    }

    @POST
    public FormValidation doCheckImage(@QueryParameter String value) {
        return FieldCheck.of(() -> {
            if (!value.isBlank()) {
                ImageReference.parse(value.strip());
            }
        });
    }

    @POST
    public FormValidation doCheckSpec(@QueryParameter String value) {
        return FieldCheck.of(() -> {
            if (!value.isBlank()) {
                SpecText.parse(value);
            }
        });
    }

    @POST
    public FormValidation doCheckConvergeTimeout(@QueryParameter String value) {
        return duration("convergeTimeout", value);
    }

    @POST
    public FormValidation doCheckStability(@QueryParameter String value) {
        return duration("stability", value);
    }
}
