package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FieldCheck;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The checks of the form of {@link SwarmBlueGreenDeployStep}. */
public abstract class DeployStepDescriptor extends DeliveryStepDescriptor {
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
