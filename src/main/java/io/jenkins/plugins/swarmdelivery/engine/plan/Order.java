package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.RunningStack;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An order for an application. {@code DeliveryEngine.start} first completes or rolls back what an earlier run left
 * unfinished.
 */
public sealed interface Order {
    Application application();

    /**
     * Starts a candidate; with the option {@code autoSwitch}, continues to the switch and the end. An unfinished
     * delivery is first rolled back, or completed if it is past that point.
     *
     * @param wanted the release
     * @param terms exceptions that are accepted
     * @param options of the delivery
     */
    record Deploy(Application application, Wanted wanted, Terms terms, DeliveryOptions options) implements Order {
        /**
         * @param image to run
         * @param spec the service's spec; empty: the live release's own. A first release needs one
         * @param replicas how many tasks; empty: as many as the live release has now, otherwise as in the spec
         * @param stack the stack file that the release comes from; empty: it is a single service
         */
        public record Wanted(
                ImageReference image,
                Optional<ServiceSpec> spec,
                Optional<Long> replicas,
                Optional<StackSource> stack) {
            /** A release of a single service. */
            public Wanted(ImageReference image, Optional<ServiceSpec> spec, Optional<Long> replicas) {
                this(image, spec, replicas, Optional.empty());
            }

            /** @param image of the service that users reach; its tag is the version of the release */
            public static Wanted of(ImageReference image, StackSource stack) {
                return new Wanted(image, Optional.empty(), Optional.empty(), Optional.of(stack));
            }
        }

        /**
         * @param allowLatest accept {@code latest} or no version at all
         * @param dropPorts accept that the candidate does not publish the ports that the live service or the spec
         *     publishes
         * @param newestOnly refuse the order if a newer build of the same job has delivered, or waits for its promotion
         * @param routes what happens with routes that the router does not know
         */
        public record Terms(boolean allowLatest, boolean dropPorts, boolean newestOnly, NewRoutes routes) {
            public static final Terms STRICT = new Terms(false, false, false);

            /** The delivery brings new routes to the router. */
            public Terms(boolean allowLatest, boolean dropPorts, boolean newestOnly) {
                this(allowLatest, dropPorts, newestOnly, NewRoutes.BROUGHT);
            }

            public Terms with(NewRoutes changed) {
                return new Terms(allowLatest, dropPorts, newestOnly, changed);
            }
        }

        /** What happens with routes of a release that the router does not know. */
        public enum NewRoutes {
            /** The delivery brings them to a router that is ours, whose replicas are replaced for that. */
            BROUGHT,
            /** The delivery is refused. */
            REFUSED
        }

        /** An order for an image, with the spec of the live release. */
        public static Deploy of(Application application, ImageReference image, DeliveryOptions options) {
            return new Deploy(
                    application, new Wanted(image, Optional.empty(), Optional.empty()), Terms.STRICT, options);
        }

        public Deploy withSpec(ServiceSpec spec) {
            return new Deploy(application, new Wanted(image(), Optional.of(spec), replicas()), terms, options);
        }

        /** This order with the spec of a kept release. */
        public Deploy with(ReleaseSpec kept) {
            if (!kept.stack()) {
                return withSpec(kept.service());
            }
            StackSource source = target -> new StackSource.Content(
                    kept.recolored(target.application(), target.color()),
                    StackSource.Bodies.NONE,
                    Map.of(),
                    List.of(),
                    List.of());
            return new Deploy(application, Wanted.of(image(), source), terms, options);
        }

        public Deploy with(Terms changed) {
            return new Deploy(application, wanted, changed, options);
        }

        public ImageReference image() {
            return wanted.image();
        }

        public Optional<ServiceSpec> spec() {
            return wanted.spec();
        }

        public Optional<StackSource> stack() {
            return wanted.stack();
        }

        public Optional<Long> replicas() {
            return wanted.replicas();
        }

        public boolean allowLatest() {
            return terms.allowLatest();
        }

        public boolean dropPorts() {
            return terms.dropPorts();
        }

        public boolean newestOnly() {
            return terms.newestOnly();
        }

        public NewRoutes newRoutes() {
            return terms.routes();
        }
    }

    /**
     * Delivers the live release again from its source, with the same images and other values. An unfinished delivery is
     * rolled back first. If nothing would change, there is nothing to do.
     */
    record Configure(Application application, StackSource.Revision revision, DeliveryOptions options)
            implements Order {}

    /**
     * Continues with the ready candidate: switch, prove, register, bake, retire.
     *
     * @param image the image that the candidate must have, pinned by digest; empty: any
     * @param options only those for the time after the switch apply
     */
    record Register(Application application, Optional<ImageReference> image, DeliveryOptions options)
            implements Order {}

    /**
     * Sends a part of the users to the ready candidate, which keeps waiting for its promotion.
     *
     * @param percent of the users, from 0 to 100
     */
    record Share(Application application, int percent) implements Order {
        private static final Pattern PERCENTAGE = Pattern.compile("([0-9]{1,3})%?");

        private static final String RANGE = "use a whole number from 0% to 100%";

        /** @throws RefusedException if the percentage is out of range */
        public Share {
            if (percent < 0 || percent > 100) {
                throw new RefusedException("share", percent + "%", RANGE);
            }
        }

        /**
         * Creates the order from what a person has written.
         *
         * @param percentage such as {@code 5%} or {@code 5}
         * @throws RefusedException if it is none, or out of range
         */
        public static Share of(Application application, String percentage) {
            Matcher number = PERCENTAGE.matcher(percentage.strip());
            if (!number.matches()) {
                throw new RefusedException("share", percentage, RANGE);
            }
            return new Share(application, Integer.parseInt(number.group(1)));
        }
    }

    /**
     * Rolls back an unfinished delivery; if there is none, rolls back to the standby, or else to a kept release. An
     * unfinished rollback to the same target is continued; any other delivery is ended first.
     */
    record Rollback(Application application, Target target, DeliveryOptions options) implements Order {
        /** The target if no release is named. */
        public enum Unnamed {
            /**
             * Rolls back an unfinished delivery, to the standby, or to the only kept release; refused if there is a
             * choice.
             */
            PLAIN,
            /** The same; if there is a choice, to the release that was live before. */
            PREVIOUS,
            /**
             * The same, if the unfinished or live release is of the build that orders it; otherwise there is nothing to
             * do.
             */
            OWN
        }

        /**
         * @param release a kept release's version or {@code #number}
         * @param ifNeeded do nothing if the target is already live, or the application is not known
         */
        public record Target(Optional<String> release, Unnamed unnamed, boolean ifNeeded) {
            public static final Target PLAIN = new Target(Optional.empty(), Unnamed.PLAIN, false);
            public static final Target PREVIOUS = new Target(Optional.empty(), Unnamed.PREVIOUS, false);
            public static final Target OWN = new Target(Optional.empty(), Unnamed.OWN, true);

            public static Target named(String release) {
                return new Target(Optional.of(release), Unnamed.PLAIN, false);
            }

            public Target onlyIfNeeded() {
                return new Target(release, unnamed, true);
            }
        }
    }

    /**
     * Retires the standby now.
     *
     * @param due retire only a standby or a leftover whose deadline has passed, or a candidate that has expired:
     *     nothing if none is due, or while a silent replica of the router may still use it
     */
    record Retire(Application application, boolean due, DeliveryOptions options) implements Order {
        public static Retire due(Application application) {
            return new Retire(application, true, DeliveryOptions.DEFAULTS);
        }

        public static Retire now(Application application, DeliveryOptions options) {
            return new Retire(application, false, options);
        }
    }

    /**
     * Makes an existing service the first color, without restarting its tasks. If the service is already active,
     * accepts its drift, and ends at once.
     *
     * @param service name of the service
     */
    record Adopt(Application application, String service, DeliveryOptions options) implements Order {}

    /**
     * Makes the services of a stack that {@code docker stack deploy} runs the first release, without restarting tasks.
     *
     * @param stack determines the roles of its services
     */
    record AdoptStack(Application application, RunningStack stack, DeliveryOptions options) implements Order {}

    /**
     * Takes over an unfinished delivery and continues it; if there is none, retires what is due.
     *
     * @param accepting why a stuck delivery is accepted as it is, for the history: the healthy release that serves
     *     users becomes active; the other one becomes a leftover, which is retired once the router is proven. Empty:
     *     nothing is accepted
     */
    record Resume(Application application, Optional<String> accepting) implements Order {
        public static Resume of(Application application) {
            return new Resume(application, Optional.empty());
        }

        public static Resume accepting(Application application, String reason) {
            return new Resume(application, Optional.of(reason));
        }
    }
}
