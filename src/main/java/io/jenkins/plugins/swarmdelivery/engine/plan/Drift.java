package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.util.Optional;

/** Finds drift: what somebody changed on a release's service without the engine. */
public final class Drift {
    private Drift() {}

    /** What differs; empty if nothing does. Scaling and restarting are not drift. */
    public static Optional<String> change(PlacedRelease placed, Optional<Service> service) {
        if (service.isEmpty()) {
            return Optional.of("service " + placed.service() + " of " + placed + " no longer exists");
        }
        Service there = service.get();
        if (!there.id().equals(placed.serviceId())) {
            return Optional.of("service " + placed.service() + " was re-created: it has ID " + there.id()
                    + ", the ledger knows " + placed.serviceId());
        }
        if (!there.spec().fingerprint().equals(placed.fingerprint())) {
            String image = placed.release().image().toString();
            return Optional.of("service " + placed.service() + " has drifted: "
                    + (there.spec().image().equals(image)
                            ? "its task template differs from what was released"
                            : "it runs " + there.spec().image() + ", but " + image + " was released"));
        }
        return Optional.empty();
    }

    /** The remedy for it. */
    static String remedy(Application application, PlacedRelease placed, Optional<Service> service) {
        if (service.isEmpty()) {
            return "start it again from its kept spec: rollback CLUSTER " + application + " --to "
                    + placed.release().version();
        }
        return "restore it, or accept it as it is: adopt CLUSTER " + application + " --service " + placed.service();
    }
}
