package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Descriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.TestSettings;
import java.util.List;
import java.util.function.Consumer;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The form of {@link ImageTests}, within that of the step. Each check is the step's own. */
public abstract class ImageTestsDescriptor extends Descriptor<ImageTests> {
    /** In the form, each is a text with one value per line. */
    static final List<String> LISTS = List.of("env", "secrets", "networks", "volumes", "constraints");

    protected ImageTestsDescriptor(Class<? extends ImageTests> described) {
        super(described);
    }

    @Override
    public String getDisplayName() {
        return Messages.ImageTests_displayName();
    }

    /** What a new form shows. */
    public ImageTests getBlank() {
        return new ImageTests();
    }

    /** A list as the form shows it. */
    public String text(List<String> values) {
        return ImageStepDescriptor.lined(values);
    }

    @POST
    public ListBoxModel doFillModeItems() {
        return ImageStepDescriptor.options(TestSettings.CONTAINER, TestSettings.JOB, TestSettings.COMPOSE);
    }

    @POST
    public FormValidation doCheckApplication(@QueryParameter String value) {
        return check(tests -> tests.setApplication(value));
    }

    @POST
    public FormValidation doCheckTimeout(@QueryParameter String value) {
        return check(tests -> tests.setTimeout(value));
    }

    @POST
    public FormValidation doCheckCommand(@QueryParameter String value) {
        return check(tests -> tests.setCommand(value));
    }

    @POST
    public FormValidation doCheckEnv(@QueryParameter String value) {
        return check(tests -> tests.setEnv(value.lines().toList()));
    }

    @POST
    public FormValidation doCheckSecrets(@QueryParameter String value) {
        return check(tests -> tests.setSecrets(value.lines().toList()));
    }

    /** Checks one parameter, with valid values for the others. */
    private static FormValidation check(Consumer<ImageTests> parameter) {
        return ImageStepDescriptor.check(step -> parameter.accept(step.getTests()));
    }
}
