package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.security.Permission;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order.Rollback.Target;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import java.time.Duration;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Rolls back. Without {@code to}, only what this build itself did, so that it can stand in {@code post} of every build:
 * a build that never reached the cluster has nothing to roll back.
 */
public class SwarmRollbackStep extends DeliveryStep {
    private static final long serialVersionUID = 1L;

    /** In place of a release: the previously live one, no matter who delivered the live one. */
    static final String PREVIOUS = "previous";

    private String to = "";

    @DataBoundConstructor
    public SwarmRollbackStep(String cluster, String application) {
        super(cluster, application);
    }

    @Override
    DeliveryOptions options(DeliveryOptions defaults) {
        return defaults.with(new DeliveryOptions.Tests(probeOver(defaults), false, false))
                .with(new DeliveryOptions.AfterSwitch(
                        defaults.bake(),
                        Duration.ZERO,
                        defaults.drainTimeout(),
                        defaults.revertTimeout(),
                        defaults.keepReleases()))
                .with(new DeliveryOptions.Promotion(true, defaults.expires()));
    }

    @Override
    Permission permission() {
        return SwarmPermissions.ROLLBACK;
    }

    @Override
    String reason() {
        return "rollback" + (to.isEmpty() ? "" : " to " + to);
    }

    @Override
    Order order(DeliveryOptions options, StepContext context, Optional<StackRelease> stack) {
        return new Order.Rollback(toApplication(), target(), options);
    }

    private Target target() {
        if (to.isEmpty()) {
            return Target.OWN;
        }
        return (to.equals(PREVIOUS) ? Target.PREVIOUS : Target.named(to)).onlyIfNeeded();
    }

    @Override
    boolean begun(Delivery delivery) {
        return delivery.kind() == Delivery.Kind.ROLLBACK || !delivery.failure().isEmpty();
    }

    @Override
    Delivery.Kind kind() {
        return Delivery.Kind.ROLLBACK;
    }

    public String getTo() {
        return to;
    }

    @DataBoundSetter
    public void setTo(String release) {
        to = fixNull(release).strip();
    }

    /** In the snippet generator, and behind {@code swarmRollback}. */
    @Extension
    public static class DescriptorImpl extends DeliveryStepDescriptor {
        @Override
        public String getFunctionName() {
            return "swarmRollback";
        }

        @Override
        public String getDisplayName() {
            return Messages.SwarmRollbackStep_displayName();
        }
    }
}
