package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.model.Run;
import hudson.security.Permission;
import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Switches users to the ready candidate, proves it, watches it, and retires the old release. */
public class SwarmRegisterColorStep extends DeliveryStep {
    private static final long serialVersionUID = 1L;

    private String bake = "";
    private String keepStandby = "";
    private String drainTimeout = "";

    @DataBoundConstructor
    public SwarmRegisterColorStep(String cluster, String application) {
        super(cluster, application);
    }

    @Override
    DeliveryOptions options(DeliveryOptions defaults) {
        return defaults.with(new DeliveryOptions.Tests(probeOver(defaults), false, true))
                .with(new DeliveryOptions.AfterSwitch(
                        over("bake", bake, defaults.bake()),
                        over("keepStandby", keepStandby, defaults.keepStandby()),
                        over("drainTimeout", drainTimeout, defaults.drainTimeout()),
                        defaults.revertTimeout(),
                        defaults.keepReleases()))
                .with(new DeliveryOptions.Promotion(true, defaults.expires()));
    }

    @Override
    Permission permission() {
        return SwarmPermissions.PROMOTE;
    }

    @Override
    String reason() {
        return "register the candidate";
    }

    @Override
    Order order(DeliveryOptions options, StepContext context, Optional<StackRelease> stack) throws Exception {
        // The candidate that was approved and tested in this build, not one that another build has made ready
        // meanwhile.
        Optional<ImageReference> released =
                ReleaseAction.released(context.get(Run.class), getApplication()).map(ImageReference::parse);
        return new Order.Register(toApplication(), released, options);
    }

    @Override
    Delivery.Kind kind() {
        return Delivery.Kind.RELEASE;
    }

    public String getBake() {
        return bake;
    }

    @DataBoundSetter
    public void setBake(String duration) {
        bake = fixNull(duration).strip();
    }

    public String getKeepStandby() {
        return keepStandby;
    }

    @DataBoundSetter
    public void setKeepStandby(String duration) {
        keepStandby = fixNull(duration).strip();
    }

    public String getDrainTimeout() {
        return drainTimeout;
    }

    @DataBoundSetter
    public void setDrainTimeout(String duration) {
        drainTimeout = fixNull(duration).strip();
    }

    /** In the snippet generator, and behind {@code swarmRegisterColor}. */
    @Extension
    public static class DescriptorImpl extends DeliveryStepDescriptor {
        @Override
        public String getFunctionName() {
            return "swarmRegisterColor";
        }

        @Override
        public String getDisplayName() {
            return Messages.SwarmRegisterColorStep_displayName();
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @POST
        public FormValidation doCheckBake(@QueryParameter String value) {
            return duration("bake", value);
        }

        @POST
        public FormValidation doCheckKeepStandby(@QueryParameter String value) {
            return duration("keepStandby", value);
        }

        @POST
        public FormValidation doCheckDrainTimeout(@QueryParameter String value) {
            return duration("drainTimeout", value);
        }
    }
}
