package io.jenkins.plugins.swarmdelivery.engine;

import java.time.Duration;

/**
 * How careful a delivery is. Kept in the ledger with it, so that whoever resumes it does what was ordered.
 *
 * @param prePull pull the image on every eligible node before the candidate starts
 * @param convergeTimeout how long the candidate may take until all its tasks are healthy; the pull likewise
 * @param maxFailures so many failed tasks of the candidate end the delivery
 * @param stability how long all tasks must have been healthy without a break
 * @param probePath asked on the preview, and after the switch on the service, expecting a status below 400 and the
 *     candidate's own application, color and release; empty: no probe
 * @param preTest tests before the switch are demanded: resuming without them goes back
 * @param postTest tests after the switch are demanded, likewise
 * @param bake how long the new release is watched after the switch before the old one is retired
 * @param keepStandby how long the old release is kept warm afterwards; zero: retired at once
 * @param drainTimeout how long requests in flight on the old release may take; then it is stopped regardless
 * @param revertTimeout how long the way back may take to be proven, before the delivery is stuck
 * @param keepFailed leave a failed candidate as it is, for looking at
 * @param keepReleases how many releases can be gone back to
 * @param wholeWay a {@code deliver}: goes on from the candidate to the switch by itself
 * @param expires how long a candidate that is ready may wait to be promoted before it is given up; zero: for ever
 */
public record DeliveryOptions(
        boolean prePull,
        Duration convergeTimeout,
        int maxFailures,
        Duration stability,
        String probePath,
        boolean preTest,
        boolean postTest,
        Duration bake,
        Duration keepStandby,
        Duration drainTimeout,
        Duration revertTimeout,
        boolean keepFailed,
        int keepReleases,
        boolean wholeWay,
        Duration expires) {

    /** None of the durations may be longer: a hundred years, to which any time can be added. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    public static final DeliveryOptions DEFAULTS = new DeliveryOptions(
            false,
            Duration.ofMinutes(5),
            3,
            Duration.ZERO,
            "",
            false,
            false,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            false,
            5,
            false,
            Duration.ZERO);

    public DeliveryOptions {
        check("converge timeout", convergeTimeout, false);
        check("stability", stability, true);
        check("bake", bake, true);
        check("keep standby", keepStandby, true);
        check("drain timeout", drainTimeout, true);
        check("revert timeout", revertTimeout, false);
        check("expires", expires, true);
        if (maxFailures < 1) {
            throw new RefusedException("max failures", maxFailures, "use a number from 1");
        }
        if (keepReleases < 1 || keepReleases > 50) {
            throw new RefusedException("keep releases", keepReleases, "use a number from 1 to 50");
        }
        ProbePath.check(probePath);
    }

    /** These options, going on from the candidate to the switch and the end by themselves. */
    public DeliveryOptions goingWholeWay() {
        return new DeliveryOptions(
                prePull,
                convergeTimeout,
                maxFailures,
                stability,
                probePath,
                preTest,
                postTest,
                bake,
                keepStandby,
                drainTimeout,
                revertTimeout,
                keepFailed,
                keepReleases,
                true,
                expires);
    }

    /** These options, with a time after which a candidate that nobody promotes is given up. */
    public DeliveryOptions expiring(Duration after) {
        return new DeliveryOptions(
                prePull,
                convergeTimeout,
                maxFailures,
                stability,
                probePath,
                preTest,
                postTest,
                bake,
                keepStandby,
                drainTimeout,
                revertTimeout,
                keepFailed,
                keepReleases,
                wholeWay,
                after);
    }

    /** These options, keeping nothing warm: what a rollback leaves was not good, unless whoever goes back says it was. */
    public DeliveryOptions retiringAtOnce() {
        return new DeliveryOptions(
                prePull,
                convergeTimeout,
                maxFailures,
                stability,
                probePath,
                preTest,
                postTest,
                bake,
                Duration.ZERO,
                drainTimeout,
                revertTimeout,
                keepFailed,
                keepReleases,
                wholeWay,
                expires);
    }

    /** These options for the time after the switch, for a candidate that was deployed with others. */
    public DeliveryOptions afterSwitchOf(DeliveryOptions deployed) {
        return new DeliveryOptions(
                deployed.prePull,
                deployed.convergeTimeout,
                deployed.maxFailures,
                deployed.stability,
                probePath.isEmpty() ? deployed.probePath : probePath,
                deployed.preTest,
                postTest,
                bake,
                keepStandby,
                drainTimeout,
                revertTimeout,
                keepFailed,
                keepReleases,
                true,
                Duration.ZERO);
    }

    private static void check(String field, Duration value, boolean zeroAllowed) {
        if (value.isNegative() || (value.isZero() && !zeroAllowed)) {
            throw new RefusedException(field, value, "use a duration such as 30s, 5m or 1h");
        }
        if (value.compareTo(LONGEST) > 0) {
            throw new RefusedException(field, value, "use at most " + LONGEST.toDays() + "d");
        }
    }
}
