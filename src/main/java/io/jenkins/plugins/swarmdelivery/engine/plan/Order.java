package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.RunningStack;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody wants done to an application. {@code DeliveryEngine.start} first ends what an earlier run has left in its
 * way.
 */
public sealed interface Order {
    Application application();

    /**
     * Starts a candidate; with {@code autoSwitch} in its options it goes on to the switch and the end. What was left
     * unfinished is rolled back first, or brought to its end where that is nearer.
     *
     * @param wanted the release
     * @param terms what is accepted of it
     * @param options how careful to be
     */
    record Deploy(Application application, Wanted wanted, Terms terms, DeliveryOptions options) implements Order {
        /**
         * @param image what shall run
         * @param spec the service's spec; empty: the live release's own. A first release needs one
         * @param replicas how many tasks; empty: as many as the live release has now, else what the spec says
         * @param stack the stack file that the release comes from; empty: it is a single service
         */
        public record Wanted(
                ImageReference image,
                Optional<ServiceSpec> spec,
                Optional<Long> replicas,
                Optional<StackSource> stack) {
            /** Of a single service. */
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
         * @param newestOnly refuse it where a newer build of the same job has delivered, or waits for its promotion
         */
        public record Terms(boolean allowLatest, boolean dropPorts, boolean newestOnly) {
            public static final Terms STRICT = new Terms(false, false, false);
        }

        /** Of an image alone: the spec is the live release's. */
        public static Deploy of(Application application, ImageReference image, DeliveryOptions options) {
            return new Deploy(
                    application, new Wanted(image, Optional.empty(), Optional.empty()), Terms.STRICT, options);
        }

        public Deploy withSpec(ServiceSpec spec) {
            return new Deploy(application, new Wanted(image(), Optional.of(spec), replicas()), terms, options);
        }

        /** A release as it was kept. */
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
    }

    /**
     * Delivers the live release anew with other values: the same images, and what is made of its source otherwise. What
     * was left unfinished is rolled back first. There is nothing to do where nothing would change.
     */
    record Configure(Application application, StackSource.Revision revision, DeliveryOptions options)
            implements Order {}

    /**
     * Goes on with the candidate that a deploy left ready: switch, prove, register, bake, retire.
     *
     * @param image the candidate must be of it, pinned by its digest; empty: whatever is ready
     * @param options what they say of the time after the switch counts
     */
    record Register(Application application, Optional<ImageReference> image, DeliveryOptions options)
            implements Order {}

    /**
     * Rolls back: from an unfinished delivery to what was before it, else to the standby, else to a kept release. A
     * rollback that was left unfinished goes on; what leads elsewhere is ended first.
     */
    record Rollback(Application application, Target target, DeliveryOptions options) implements Order {
        /** What is meant where no release is named. */
        public enum Unnamed {
            /** What is unfinished or kept warm, or the only release that there is; else somebody has to choose. */
            PLAIN,
            /** The same, and where that is not plain, what was live before. */
            PREVIOUS,
            /** The same, if what is unfinished or live was made by the build that asks; else there is nothing to do. */
            OWN
        }

        /**
         * @param release a kept release's version or {@code #number}
         * @param ifNeeded do nothing where that is live already, or the application is not known
         */
        public record Target(Optional<String> release, Unnamed unnamed, boolean ifNeeded) {
            public static final Target PLAIN = new Target(Optional.empty(), Unnamed.PLAIN, false);
            public static final Target PREVIOUS = new Target(Optional.empty(), Unnamed.PREVIOUS, false);
            public static final Target OWN = new Target(Optional.empty(), Unnamed.OWN, true);

            public static Target named(String release) {
                return new Target(Optional.of(release), Unnamed.PLAIN, false);
            }

            public Target whereNeeded() {
                return new Target(release, unnamed, true);
            }
        }
    }

    /**
     * Retires the standby now.
     *
     * @param due only a standby or what was left running whose time has come, or a candidate that nobody promoted before
     *     it expired: nothing where nothing is due, or where a replica of the router is silent, which may still use it
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
     * Makes a hand-made service the first color, without restarting its tasks. For the service that is active already:
     * accepts what was changed on it by hand; the delivery has then ended at once.
     *
     * @param service by its name
     */
    record Adopt(Application application, String service, DeliveryOptions options) implements Order {}

    /**
     * Makes the services of a stack that {@code docker stack deploy} runs the first release, without restarting a task.
     *
     * @param stack what each of them is to deliveries
     */
    record AdoptStack(Application application, RunningStack stack, DeliveryOptions options) implements Order {}

    /**
     * Takes over an unfinished delivery and goes on where it stands; where there is none, retires what is due.
     *
     * @param accepting why a stuck delivery is left, kept in the history: what serves users, and is healthy, is active
     *     from now on; the other release is left over, and retired when the router is proven. Empty: nothing is left
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
