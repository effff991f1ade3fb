package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Default options of deliveries to a cluster, where a step sets no others. Durations are texts, as users write them.
 */
public class DeliveryDefaults extends AbstractDescribableImpl<DeliveryDefaults> {
    private boolean prePull;
    private String convergeTimeout = "5m";
    private int maxFailures = 3;
    private String stability = "0";
    private String probe = "";
    private String bake = "0";
    private String keepStandby = "0";
    private String drainTimeout = "30s";
    private String revertTimeout = "30s";
    private String expires = "0";
    private boolean keepFailed;
    private int keepReleases = 5;

    @DataBoundConstructor
    public DeliveryDefaults() {}

    /** @throws RefusedException if a value is invalid */
    public DeliveryOptions options() {
        return new DeliveryOptions(
                new DeliveryOptions.Candidate(
                        prePull,
                        Durations.parse("converge timeout", convergeTimeout),
                        maxFailures,
                        Durations.parse("stability", stability),
                        keepFailed),
                new DeliveryOptions.Tests(probe, false, false),
                new DeliveryOptions.AfterSwitch(
                        Durations.parse("bake", bake),
                        Durations.parse("keep standby", keepStandby),
                        Durations.parse("drain timeout", drainTimeout),
                        Durations.parse("revert timeout", revertTimeout),
                        keepReleases),
                new DeliveryOptions.Promotion(false, Durations.parse("expires", getExpires())));
    }

    public boolean isPrePull() {
        return prePull;
    }

    @DataBoundSetter
    public void setPrePull(boolean pull) {
        prePull = pull;
    }

    public String getConvergeTimeout() {
        return convergeTimeout;
    }

    @DataBoundSetter
    public void setConvergeTimeout(String duration) {
        convergeTimeout = fixNull(duration).strip();
    }

    public int getMaxFailures() {
        return maxFailures;
    }

    @DataBoundSetter
    public void setMaxFailures(int failures) {
        maxFailures = failures;
    }

    public String getStability() {
        return stability;
    }

    @DataBoundSetter
    public void setStability(String duration) {
        stability = fixNull(duration).strip();
    }

    public String getProbe() {
        return probe;
    }

    @DataBoundSetter
    public void setProbe(String path) {
        probe = fixNull(path).strip();
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

    public String getRevertTimeout() {
        return revertTimeout;
    }

    @DataBoundSetter
    public void setRevertTimeout(String duration) {
        revertTimeout = fixNull(duration).strip();
    }

    public String getExpires() {
        return expires == null ? "0" : expires;
    }

    @DataBoundSetter
    public void setExpires(String duration) {
        expires = fixNull(duration).strip();
    }

    public boolean isKeepFailed() {
        return keepFailed;
    }

    @DataBoundSetter
    public void setKeepFailed(boolean keep) {
        keepFailed = keep;
    }

    public int getKeepReleases() {
        return keepReleases;
    }

    @DataBoundSetter
    public void setKeepReleases(int releases) {
        keepReleases = releases;
    }

    /** Compared by value: Configuration as Code exports only what differs from a new one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DeliveryDefaults that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(
                prePull,
                convergeTimeout,
                maxFailures,
                stability,
                probe,
                bake,
                keepStandby,
                drainTimeout,
                revertTimeout,
                getExpires(),
                keepFailed,
                keepReleases);
    }

    /** The form; {@link DeliveryDefaultsDescriptor} contains its checks. */
    @Extension
    @Symbol("deliveryDefaults")
    public static class DescriptorImpl extends DeliveryDefaultsDescriptor {
        public DescriptorImpl() {
            super(DeliveryDefaults.class);
        }
    }
}
