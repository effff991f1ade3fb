package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stack file that has been read: it makes the release of a color. */
public interface StackSource {
    /**
     * @throws RefusedException if a service of it cannot run in two colors, or none has a route; names the field
     */
    Content content(Target target);

    /** Makes another release of one that is kept with its source: the same images, other values. */
    interface Revision {
        /**
         * @return empty where the other one would be the same
         * @throws RefusedException if it cannot be made, or of other images; names the value
         */
        Optional<Revised> of(ReleaseSpec kept, Target target);
    }

    /** Makes again what creates the configs of a release, where it is not at hand any more. */
    interface KeptConfigs {
        /** Of a release whose source nobody reads. */
        KeptConfigs NONE = (kept, application) -> List.of();

        /**
         * @return the bodies by which its configs are created; others than it names do not count. Empty where its source is
         *     not kept
         * @throws RefusedException if the source cannot be read any more
         */
        List<Map<String, Object>> of(ReleaseSpec kept, Application application);
    }

    /** @param image of the service that users reach */
    record Revised(ImageReference image, StackSource source) {}

    /**
     * For whom the specs are.
     *
     * @param routerNetwork the overlay network of the router, which routed services join; empty where it is not known
     * @param key of the application, so that the name of a secret tells nothing of its content
     */
    record Target(Application application, Color color, Optional<String> routerNetwork, byte[] key) {}

    /**
     * @param release images as the file has them
     * @param bodies what creates its configs and secrets
     * @param reasons why a part has its role, by its name
     * @param routes by which users reach its services; empty where the stack file is not at hand
     * @param notes what a person should know: what is not carried over, and what is not used
     */
    record Content(
            ReleaseSpec release,
            Bodies bodies,
            Map<String, String> reasons,
            List<RouteRule> routes,
            List<String> notes) {}

    /** The bodies of the requests that create configs and secrets, with their content: never kept, never shown. */
    record Bodies(List<Map<String, Object>> configs, List<Map<String, Object>> secrets) {
        public static final Bodies NONE = new Bodies(List.of(), List.of());

        @Override
        public String toString() {
            return configs.size() + " configs, " + secrets.size() + " secrets";
        }
    }
}
