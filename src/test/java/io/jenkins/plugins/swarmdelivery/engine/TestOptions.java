package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import java.time.Duration;

/** Delivery options by name. */
public final class TestOptions {
    private boolean prePull;
    private Duration stability = Duration.ZERO;
    private String probe = "";
    private boolean preTest;
    private boolean postTest;
    private Duration bake = Duration.ZERO;
    private Duration keepStandby = Duration.ZERO;
    private Duration drain = DeliveryOptions.DEFAULTS.drainTimeout();
    private boolean keepFailed;
    private boolean autoSwitch;
    private int keepReleases = 5;
    private Duration expires = Duration.ZERO;

    public TestOptions prePull() {
        prePull = true;
        return this;
    }

    TestOptions stability(int seconds) {
        stability = Duration.ofSeconds(seconds);
        return this;
    }

    public TestOptions probe(String path) {
        probe = path;
        return this;
    }

    TestOptions preTest() {
        preTest = true;
        return this;
    }

    TestOptions postTest() {
        postTest = true;
        return this;
    }

    public TestOptions bake(int seconds) {
        bake = Duration.ofSeconds(seconds);
        return this;
    }

    public TestOptions keepStandby(int seconds) {
        keepStandby = Duration.ofSeconds(seconds);
        return this;
    }

    TestOptions drain(int seconds) {
        drain = Duration.ofSeconds(seconds);
        return this;
    }

    TestOptions keepFailed() {
        keepFailed = true;
        return this;
    }

    public TestOptions keepReleases(int number) {
        keepReleases = number;
        return this;
    }

    TestOptions expires(int seconds) {
        expires = Duration.ofSeconds(seconds);
        return this;
    }

    public TestOptions autoSwitch() {
        autoSwitch = true;
        return this;
    }

    public DeliveryOptions build() {
        DeliveryOptions d = DeliveryOptions.DEFAULTS;
        return new DeliveryOptions(
                new DeliveryOptions.Candidate(prePull, d.convergeTimeout(), d.maxFailures(), stability, keepFailed),
                new DeliveryOptions.Tests(probe, preTest, postTest),
                new DeliveryOptions.AfterSwitch(bake, keepStandby, drain, d.revertTimeout(), keepReleases),
                new DeliveryOptions.Promotion(autoSwitch, expires));
    }
}
