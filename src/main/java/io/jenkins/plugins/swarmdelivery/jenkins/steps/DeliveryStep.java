package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.security.Permission;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A step that delivers something to one application in one cluster. Contains only texts and numbers, because it is
 * stored with the run.
 */
public abstract class DeliveryStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Long enough for another build's delivery; 0 makes the step fail immediately. */
    static final String PATIENCE = "30m";

    private final String cluster;
    private final String application;
    private String probe = "";
    private String waitForLock = PATIENCE;

    DeliveryStep(String cluster, String application) {
        this.cluster = fixNull(cluster).strip();
        this.application = fixNull(application).strip();
    }

    public String getCluster() {
        return cluster;
    }

    public String getApplication() {
        return application;
    }

    public String getProbe() {
        return probe;
    }

    @DataBoundSetter
    public void setProbe(String path) {
        probe = fixNull(path).strip();
    }

    public String getWaitForLock() {
        return waitForLock;
    }

    @DataBoundSetter
    public void setWaitForLock(String duration) {
        waitForLock = fixNull(duration).strip();
    }

    @Override
    public StepExecution start(StepContext context) {
        return new DeliveryExecution(this, context);
    }

    final Application toApplication() {
        return new Application(application);
    }

    final Duration patience() {
        return Durations.parse("waitForLock", waitForLock);
    }

    /** Reads every parameter; throws {@link DeliveryException} if one is invalid. */
    void check() {
        toApplication();
        patience();
        options(DeliveryOptions.DEFAULTS);
    }

    /** The delivery's options, over the defaults of the cluster. */
    abstract DeliveryOptions options(DeliveryOptions defaults);

    /** The permission that this requires on a protected cluster. */
    abstract Permission permission();

    /** The reason shown to others who want the lease meanwhile. */
    abstract String reason();

    /** What it delivers is in the files of a workspace. */
    boolean readsWorkspace() {
        return false;
    }

    /**
     * Reads what is delivered from the workspace. May take long: it is not called on a thread of Pipeline or of a cluster.
     *
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if there is no workspace, or a file is wrong
     */
    Optional<StackRelease> read(StepContext context, Consumer<String> log) throws IOException, InterruptedException {
        return Optional.empty();
    }

    /**
     * What to do.
     *
     * @param stack what was read from the workspace
     */
    abstract Order order(DeliveryOptions options, StepContext context, Optional<StackRelease> stack) throws Exception;

    /** Whether this step has begun the delivery of this build that the ledger contains. */
    boolean begun(Delivery delivery) {
        return !delivery.parked();
    }

    /** The kind of delivery. */
    abstract Delivery.Kind kind();

    /** Stores the result of a success. */
    void keep(Delivery delivery, StepContext context) throws Exception {}

    /** The same options with a probe, if the step configures one. */
    final String probeOver(DeliveryOptions defaults) {
        return probe.isEmpty() ? defaults.probePath() : probe;
    }

    static Duration over(String field, String given, Duration otherwise) {
        return given.isEmpty() ? otherwise : Durations.parse(field, given);
    }
}
