package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;
import java.util.Optional;

/** The options of a delivery. The ledger keeps them with it, so that whoever resumes it does what was ordered. */
public record DeliveryOptions(Candidate candidate, Tests tests, AfterSwitch afterSwitch, Promotion promotion) {
    /** The longest duration allowed: a hundred years, which can be added to any time. */
    public static final Duration LONGEST = Duration.ofDays(36_500);

    public static final DeliveryOptions DEFAULTS = new DeliveryOptions(
            new Candidate(false, Duration.ofMinutes(5), 3, Duration.ZERO, false),
            new Tests("", false, false),
            new AfterSwitch(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(30), 5),
            new Promotion(false, Duration.ZERO));

    /**
     * For the time until the candidate is healthy.
     *
     * @param prePull pull the image on every eligible node before the candidate starts
     * @param convergeTimeout how long the candidate may take until all its tasks are healthy; also how long the pull
     *     may take
     * @param maxFailures how many failed tasks of the candidate end the delivery
     * @param stability how long all tasks must be healthy without a break
     * @param keepFailed keep a failed candidate for inspection
     */
    public record Candidate(
            boolean prePull, Duration convergeTimeout, int maxFailures, Duration stability, boolean keepFailed) {
        public Candidate {
            check("converge timeout", convergeTimeout, false);
            check("stability", stability, true);
            if (maxFailures < 1) {
                throw new RefusedException("max failures", maxFailures, "use a number from 1");
            }
        }
    }

    /**
     * What proves a release.
     *
     * @param probePath requested on the preview and, after the switch, on the service; expects a status below 400 and
     *     the candidate's own application, color and release; empty: no probe
     * @param before whether tests before the switch are required: to resume without them rolls back
     * @param after whether tests after the switch are required, likewise
     */
    public record Tests(String probePath, boolean before, boolean after) {
        public Tests {
            ProbePath.check(probePath);
        }
    }

    /**
     * For the time after the switch.
     *
     * @param bake how long the new release is watched before the old one is retired
     * @param keepStandby how long the old release is kept warm afterwards; zero: it is retired at once
     * @param drainTimeout how long requests in flight on the old release may take; then it is stopped regardless
     * @param revertTimeout how long a rollback may take to be proven, before the delivery is stuck
     * @param keepReleases how many releases can be rolled back to
     */
    public record AfterSwitch(
            Duration bake, Duration keepStandby, Duration drainTimeout, Duration revertTimeout, int keepReleases) {
        public AfterSwitch {
            check("bake", bake, true);
            check("keep standby", keepStandby, true);
            check("drain timeout", drainTimeout, true);
            check("revert timeout", revertTimeout, false);
            if (keepReleases < 1 || keepReleases > 50) {
                throw new RefusedException("keep releases", keepReleases, "use a number from 1 to 50");
            }
        }
    }

    /**
     * For the time between the ready candidate and the switch.
     *
     * @param automatic whether it continues to the switch automatically, as {@code deliver} does
     * @param expires how long a ready candidate may wait for its promotion before it is given up; zero: forever
     */
    public record Promotion(boolean automatic, Duration expires) {
        public Promotion {
            check("expires", expires, true);
        }
    }

    public DeliveryOptions with(Candidate changed) {
        return new DeliveryOptions(changed, tests, afterSwitch, promotion);
    }

    public DeliveryOptions with(Tests changed) {
        return new DeliveryOptions(candidate, changed, afterSwitch, promotion);
    }

    public DeliveryOptions with(AfterSwitch changed) {
        return new DeliveryOptions(candidate, tests, changed, promotion);
    }

    public DeliveryOptions with(Promotion changed) {
        return new DeliveryOptions(candidate, tests, afterSwitch, changed);
    }

    /** These options, but continuing automatically from the candidate to the switch and the end. */
    public DeliveryOptions withAutoSwitch() {
        return with(new Promotion(true, expires()));
    }

    /** These options, with the time after which a candidate that nobody promotes is given up. */
    public DeliveryOptions expiring(Duration after) {
        return with(new Promotion(autoSwitch(), after));
    }

    /** These options without a standby: a rollback leaves a bad release, unless its caller says otherwise. */
    public DeliveryOptions retiringAtOnce() {
        return with(new AfterSwitch(bake(), Duration.ZERO, drainTimeout(), revertTimeout(), keepReleases()));
    }

    /** These options from the switch on; before it, those with which the candidate was deployed. */
    public DeliveryOptions afterSwitchOf(DeliveryOptions deployed) {
        String probe = probePath().isEmpty() ? deployed.probePath() : probePath();
        return new DeliveryOptions(
                new Candidate(
                        deployed.prePull(),
                        deployed.convergeTimeout(),
                        deployed.maxFailures(),
                        deployed.stability(),
                        keepFailed()),
                new Tests(probe, deployed.preTest(), postTest()),
                afterSwitch,
                new Promotion(true, Duration.ZERO));
    }

    public boolean prePull() {
        return candidate.prePull();
    }

    public Duration convergeTimeout() {
        return candidate.convergeTimeout();
    }

    public int maxFailures() {
        return candidate.maxFailures();
    }

    public Duration stability() {
        return candidate.stability();
    }

    public boolean keepFailed() {
        return candidate.keepFailed();
    }

    public String probePath() {
        return tests.probePath();
    }

    public boolean preTest() {
        return tests.before();
    }

    public boolean postTest() {
        return tests.after();
    }

    public Duration bake() {
        return afterSwitch.bake();
    }

    public Duration keepStandby() {
        return afterSwitch.keepStandby();
    }

    public Duration drainTimeout() {
        return afterSwitch.drainTimeout();
    }

    public Duration revertTimeout() {
        return afterSwitch.revertTimeout();
    }

    public int keepReleases() {
        return afterSwitch.keepReleases();
    }

    public boolean autoSwitch() {
        return promotion.automatic();
    }

    public Duration expires() {
        return promotion.expires();
    }

    /**
     * Why the ordered probe or tests would prove nothing through the router, with the remedy; empty: they prove
     * something.
     */
    public Optional<String> objection(Application application, Addresses addresses) {
        boolean probed = !probePath().isEmpty();
        boolean tested = preTest() || postTest();
        boolean named = addresses.certainty() == Addresses.Certainty.ALONE
                || addresses.certainty() == Addresses.Certainty.NAMED;
        if (probed && !named) {
            return Optional.of("the probe " + probePath() + " would prove nothing: " + addresses.doubt(application));
        }
        return tested && addresses.certainty() == Addresses.Certainty.UNCLEAR
                ? Optional.of("tests would not know where to find the application: " + addresses.doubt(application))
                : Optional.empty();
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
