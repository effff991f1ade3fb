package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.security.Permission;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.Release;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.time.Duration;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Rolls back. Without {@code to} only from what this very build has done, so that it can stand in {@code post} of every
 * build: one that never reached the cluster has nothing to roll back from.
 */
public class SwarmRollbackStep extends DeliveryStep {
    private static final long serialVersionUID = 1L;

    /** In place of a release: whatever was live before, whoever delivered what is live now. */
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
    Optional<DeliveryRun> settle(
            DeliveryEngine engine, DeliveryOptions options, StepContext context, Claim claim, DeliveryLog log)
            throws Exception {
        return work(engine, context).isEmpty() ? Optional.empty() : engine.finish(toApplication(), named(), claim, log);
    }

    @Override
    Optional<DeliveryRun> begin(
            DeliveryEngine engine, DeliveryOptions options, StepContext context, Claim claim, DeliveryLog log)
            throws Exception {
        Optional<Ledger> ledger = work(engine, context);
        if (ledger.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> release = named().or(ledger.get()::previous);
        return Optional.of(engine.rollback(toApplication(), release, options, claim, log));
    }

    private Optional<String> named() {
        return Optional.of(to).filter(release -> !release.isEmpty() && !release.equals(PREVIOUS));
    }

    /** The ledger, if by it there is something to roll back from. */
    private Optional<Ledger> work(DeliveryEngine engine, StepContext context) throws Exception {
        BuildIdentity build = BuildIdentity.of(context, getApplication());
        return engine.record(toApplication()).filter(ledger -> hasWork(ledger, build));
    }

    private boolean hasWork(Ledger ledger, BuildIdentity build) {
        Optional<Release> live = ledger.active().map(PlacedRelease::release);
        if (to.isEmpty()) {
            boolean unfinished =
                    ledger.delivery().map(Delivery::author).filter(build::made).isPresent();
            // A release that came live by a rollback is no reason for another.
            return unfinished
                    || (live.map(Release::author).filter(build::made).isPresent()
                            && ledger.cameLive()
                                    .filter(entry -> entry.event().equals(Delivery.Kind.RELEASE.word()))
                                    .isPresent());
        }
        return ledger.delivery().isPresent()
                || to.equals(PREVIOUS)
                || live.filter(release -> release.version().equals(to) || to.equals("#" + release.number()))
                        .isEmpty();
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
