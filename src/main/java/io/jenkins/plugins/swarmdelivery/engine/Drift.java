package io.jenkins.plugins.swarmdelivery.engine;

import java.util.Optional;

/** Finds drift: what somebody changed on a release's service without the engine. */
final class Drift {
    private Drift() {}

    /** What differs; empty if nothing does. Scaling and restarting are not drift. */
    static Optional<String> change(PlacedRelease placed, Optional<Service> service) {
        if (service.isEmpty()) {
            return Optional.of("service " + placed.service() + " of " + placed + " was removed by hand");
        }
        Service there = service.get();
        if (!there.id().equals(placed.serviceId())) {
            return Optional.of("service " + placed.service() + " was made anew by hand: it has id " + there.id()
                    + ", the ledger knows " + placed.serviceId());
        }
        if (!there.spec().fingerprint().equals(placed.fingerprint())) {
            String image = placed.release().image().toString();
            return Optional.of("service " + placed.service() + " was changed by hand"
                    + (there.spec().image().equals(image)
                            ? " (its task template differs from what was released)"
                            : ": it runs " + there.spec().image() + ", released was " + image));
        }
        return Optional.empty();
    }

    /** The remedy for it. */
    static String remedy(Application application, PlacedRelease placed, Optional<Service> service) {
        if (service.isEmpty()) {
            return "start it anew from its kept spec: rollback " + application + " --to "
                    + placed.release().version();
        }
        return "put it back as it was, or accept it as it is: adopt " + application + " --service " + placed.service();
    }
}
