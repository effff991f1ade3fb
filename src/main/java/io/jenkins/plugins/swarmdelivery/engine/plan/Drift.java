package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Service;
import java.util.Optional;

/** Finds drift: what somebody changed on a release's service without the engine. */
public final class Drift {
    private Drift() {}

    /** The first drift among the services of a release; empty if there is none. */
    public static Optional<String> change(ReleaseServices release) {
        PlacedRelease placed = release.placed();
        for (int i = 0; i < placed.services().size(); i++) {
            PlacedRelease.ServiceRef ref = placed.services().get(i);
            Optional<String> change = change(placed, ref, release.found().get(i));
            if (change.isPresent()) {
                return change;
            }
        }
        return Optional.empty();
    }

    /** The drift of the service that users reach. Scaling and restarting are not drift. */
    public static Optional<String> change(PlacedRelease placed, Optional<Service> service) {
        return change(placed, placed.ref(), service);
    }

    static Optional<String> change(PlacedRelease placed, PlacedRelease.ServiceRef ref, Optional<Service> service) {
        if (service.isEmpty()) {
            return Optional.of("service " + ref.name() + " of " + placed + " no longer exists");
        }
        Service there = service.get();
        if (!there.id().equals(ref.id())) {
            return Optional.of("service " + ref.name() + " was re-created: it has ID " + there.id()
                    + ", the ledger has " + ref.id());
        }
        if (!there.spec().fingerprint().equals(ref.fingerprint())) {
            String image = placed.release().image().toString();
            boolean another = ref.equals(placed.ref()) && !there.spec().image().equals(image);
            return Optional.of("service " + ref.name() + " has drifted: "
                    + (another
                            ? "it runs " + there.spec().image() + ", but " + image + " was released"
                            : "its task template differs from what was released"));
        }
        return Optional.empty();
    }

    /** The remedy for drift of the active service. */
    static String remedy(Application application, PlacedRelease placed, Optional<Service> service) {
        if (service.isEmpty()) {
            return "start it again from its kept spec: rollback CLUSTER " + application + " --to "
                    + placed.release().version();
        }
        return "restore it, or accept it as it is: adopt CLUSTER " + application + " --service " + placed.service();
    }
}
