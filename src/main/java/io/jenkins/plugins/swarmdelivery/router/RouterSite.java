package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a router is set up, and with what.
 *
 * @param store where its client's certificate belongs; empty if no place is named
 * @param images resolves HAProxy's image
 */
public record RouterSite(
        Swarm swarm, HaproxySettings settings, Optional<ClientStore> store, ImageRegistry images, Attendant attendant) {
    /** On the objects that were created for a router: the name of its service. */
    static final String LABEL = "swarm-delivery.router";

    /** Who waits for a change of the router, and is told of it. */
    public interface Attendant {
        Instant now();

        /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException to stop at once */
        void pause(Duration duration);

        /** Something has been done. */
        void say(String line);
    }

    ClientStore requireStore() {
        return store.orElseThrow(() -> new RefusedException(
                "router.haproxy.tls",
                null,
                "name the files that the certificates are to be written to, e.g. tls: {ca: router/ca.pem, cert:"
                        + " router/client.pem, key: router/client-key.pem}"));
    }
}
