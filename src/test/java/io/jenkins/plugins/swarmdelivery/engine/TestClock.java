package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still until it is moved. */
public class TestClock extends Clock {
    private final Duration step;
    private Instant now = Instant.parse("2026-11-20T16:00:00Z");

    public TestClock() {
        this(Duration.ZERO);
    }

    /** @param step passes with each question, before it is answered */
    public TestClock(Duration step) {
        this.step = step;
    }

    public void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        now = now.plus(step);
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
