package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where a router is set up, and with what.
 *
 * @param store where its client's certificate belongs; empty if no place is named
 */
public record RouterSite(Cluster cluster, HaproxySettings settings, Optional<ClientStore> store, Attendant attendant) {
    /** On the objects that were created for a router: the name of its service. */
    static final String LABEL = "swarm-delivery.router";

    /** @param images resolves HAProxy's image */
    public record Cluster(Swarm swarm, ImageRegistry images, Stacks stacks) {}

    /** The stacks of a cluster. */
    public interface Stacks {
        /**
         * What starts or stops tasks of stacks at this moment, and so brings networks to nodes, or takes them away; one line
         * each, which names the application and who does it.
         */
        List<String> moving();
    }

    /** Who waits for a change of the router, and is told of it. */
    public interface Attendant {
        Instant now();

        /** @throws io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException to stop at once */
        void pause(Duration duration);

        /** Something has been done. */
        void say(String line);
    }

    Swarm swarm() {
        return cluster.swarm();
    }

    ImageRegistry images() {
        return cluster.images();
    }

    ClientStore requireStore() {
        return store.orElseThrow(() -> new RefusedException(
                "router.haproxy.tls",
                null,
                "name the files that the certificates are to be written to, e.g. tls: {ca: router/ca.pem, cert:"
                        + " router/client.pem, key: router/client-key.pem}"));
    }
}
