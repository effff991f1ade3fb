package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RouteRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A stack file that has been read; makes a release of it. */
public interface StackSource {
    /**
     * @throws RefusedException if one of its services cannot run in two colors, or none has a route; names the field
     */
    Content content(Target target);

    /** Makes a release with the same images and other values from one that is kept with its source. */
    interface Revision {
        /**
         * @return empty if the new release would be the same
         * @throws RefusedException if it cannot be made, or would have other images; names the value
         */
        Optional<Revised> of(ReleaseSpec kept, Target target);
    }

    /** Restores the requests that create the configs of a release, if its stack file is not at hand. */
    interface KeptConfigs {
        /** For callers that do not restore configs. */
        KeptConfigs NONE = (kept, application) -> List.of();

        /**
         * @return the bodies of the requests that create its configs, of those alone that it names. Empty if its source
         *     is not kept
         * @throws RefusedException if the source can no longer be read
         */
        List<Map<String, Object>> of(ReleaseSpec kept, Application application);
    }

    /** @param image of the service that users reach */
    record Revised(ImageReference image, StackSource source) {}

    /**
     * What the specs are made for.
     *
     * @param routerNetwork the overlay network of the router, which routed services join; empty if it is not known
     * @param key of the application, for the HMAC in the names of its secrets
     */
    record Target(Application application, Color color, Optional<String> routerNetwork, byte[] key) {}

    /**
     * @param release with the images as the file names them
     * @param bodies the requests that create its configs and secrets
     * @param reasons why a part has its role, by its name
     * @param routes by which users reach its services; empty if the stack file is not at hand
     * @param notes for people: what is not carried over, and what is not used
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
