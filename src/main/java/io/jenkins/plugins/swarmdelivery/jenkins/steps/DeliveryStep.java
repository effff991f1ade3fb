package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static hudson.Util.fixNull;

import hudson.security.Permission;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.io.Serializable;
import java.time.Duration;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that delivers something to one application in one cluster. Texts and numbers alone: it is kept with the run. */
public abstract class DeliveryStep extends Step implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Long enough for the delivery of another build; whoever wants to see it fail at once says 0. */
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

    /** Reads every parameter; throws {@link DeliveryException} if one cannot be used. */
    void check() {
        toApplication();
        patience();
        options(DeliveryOptions.DEFAULTS);
    }

    /** How careful the delivery is, over the defaults of the cluster. */
    abstract DeliveryOptions options(DeliveryOptions defaults);

    /** What it takes to do this to a protected cluster. */
    abstract Permission permission();

    /** What others read who want the lease meanwhile. */
    abstract String reason();

    /** What is to be done. */
    abstract Order order(DeliveryOptions options, StepContext context) throws Exception;

    /** Whether the delivery of this build that the ledger holds is one that this step has begun. */
    boolean begun(Delivery delivery) {
        return !delivery.parked();
    }

    /** What it asks for. */
    abstract Delivery.Kind kind();

    /** What is to be kept of a success. */
    void keep(Delivery delivery, StepContext context) throws Exception {}

    /** The same options with a probe, where the step names one. */
    final String probeOver(DeliveryOptions defaults) {
        return probe.isEmpty() ? defaults.probePath() : probe;
    }

    static Duration over(String field, String given, Duration otherwise) {
        return given.isEmpty() ? otherwise : Durations.parse(field, given);
    }
}
