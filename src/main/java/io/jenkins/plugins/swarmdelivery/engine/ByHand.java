package io.jenkins.plugins.swarmdelivery.engine;

import java.util.Optional;

/** Notices what somebody did to a release's service without the engine. */
final class ByHand {
    private ByHand() {}

    /** What was done, and what to do about it; empty if nothing. Scaling and restarting are nobody's harm. */
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

    /** What helps against it. */
    static String remedy(Application application, PlacedRelease placed, Optional<Service> service) {
        if (service.isEmpty()) {
            return "start it anew from its kept spec: rollback " + application + " --to "
                    + placed.release().version();
        }
        return "put it back as it was, or accept it as it is: adopt " + application + " --service " + placed.service();
    }
}
