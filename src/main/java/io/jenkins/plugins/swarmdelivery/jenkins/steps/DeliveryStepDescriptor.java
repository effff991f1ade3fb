package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.jenkins.config.FieldCheck;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Common to the forms of all delivering steps. They need neither an agent nor a workspace. */
public abstract class DeliveryStepDescriptor extends StepDescriptor {
    @Override
    public Set<? extends Class<?>> getRequiredContext() {
        return Set.of(Run.class, TaskListener.class);
    }

    @Override
    public String argumentsToString(Map<String, Object> arguments) {
        return arguments.get("application") + " on " + arguments.get("cluster");
    }

    public String getDefaultWaitForLock() {
        return DeliveryStep.PATIENCE;
    }

    @POST
    public ListBoxModel doFillClusterItems(@AncestorInPath Item item, @QueryParameter String cluster) {
        return ClusterItems.of(item, cluster);
    }

    @POST
    public FormValidation doCheckApplication(@QueryParameter String value) {
        return FieldCheck.filled(value, text -> new Application(text));
    }

    @POST
    public FormValidation doCheckProbe(@QueryParameter String value) {
        return FieldCheck.of(() -> probe(value.strip()));
    }

    @POST
    public FormValidation doCheckWaitForLock(@QueryParameter String value) {
        return FieldCheck.of(() -> Durations.parse("waitForLock", value.strip()));
    }

    /** An optional duration. */
    static FormValidation duration(String field, String value) {
        return FieldCheck.of(() -> {
            if (!value.isBlank()) {
                Durations.parse(field, value.strip());
            }
        });
    }

    /** Uses the check of a delivery's options. */
    private static void probe(String path) {
        SwarmRegisterColorStep step = new SwarmRegisterColorStep("any", "any");
        step.setProbe(path);
        step.options(DeliveryOptions.DEFAULTS);
    }
}
