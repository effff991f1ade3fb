package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.util.Optional;

/**
 * The part of the users that one of two releases gets before the switch.
 *
 * @param percent of the users
 * @param agreeing how many replicas of the router follow
 * @param replicas how many there are
 */
public record UserShare(int percent, long agreeing, int replicas) {
    /** Empty if the router sends users to one release alone, or none to this one. */
    static Optional<UserShare> of(TrafficRouter.Target release, TrafficRouter.View router) {
        TrafficRouter.Route durable = router.durable();
        long agreeing = router.replicas().stream()
                .flatMap(replica -> replica.route().stream())
                .filter(route -> route.users().equals(durable.users()))
                .count();
        return durable.share()
                .flatMap(share -> percent(release, durable, share))
                .map(percent ->
                        new UserShare(percent, agreeing, router.replicas().size()));
    }

    private static Optional<Integer> percent(
            TrafficRouter.Target release, TrafficRouter.Route durable, TrafficRouter.Share share) {
        if (release.equals(share.candidate())) {
            return Optional.of(share.percent());
        }
        return durable.active().filter(release::equals).map(active -> 100 - share.percent());
    }

    public String getText() {
        return Messages.UserShare_text(percent, agreeing, replicas);
    }
}
