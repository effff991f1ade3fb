package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.Status;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One look at a whole cluster. */
final class ClusterLook {
    private final Clock clock;
    private final Duration limit;

    /**
     * @param limit of the look's duration; applications not reached by then keep their state, and come first the next
     *     time
     */
    ClusterLook(Clock clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    ClusterView look(DeliveryEngine engine, ClusterView before) {
        Instant start = clock.instant();
        List<Application> there;
        try {
            there = engine.applications();
        } catch (DeliveryException e) {
            return before.failing(e.getMessage(), clock.instant());
        }
        Map<String, ApplicationView> views = new TreeMap<>();
        there.stream()
                .map(application ->
                        before.application(application.name()).orElse(ApplicationView.unseen(application.name())))
                .forEach(view -> views.put(view.name(), view));
        List<ApplicationView> longestUnseen = views.values().stream()
                .sorted(Comparator.comparing(ApplicationView::at))
                .toList();
        for (ApplicationView view : longestUnseen) {
            if (clock.instant().isAfter(start.plus(limit))) {
                return view(before, views, "not all applications could be checked within " + limit.toSeconds() + " s");
            }
            try {
                views.put(view.name(), look(engine, view));
            } catch (SwarmException.Unavailable e) {
                return before.failing(e.getMessage(), clock.instant());
            } catch (RefusedException.UnknownApplication e) {
                // It was removed since the applications were listed.
                views.remove(view.name());
            }
        }
        return view(before, views, "");
    }

    /** A problem with one application does not hide the others. */
    private ApplicationView look(DeliveryEngine engine, ApplicationView before) {
        try {
            Status status = engine.status(new Application(before.name()));
            Instant now = clock.instant();
            Duration ahead = Duration.between(now, engine.clock().instant());
            return new ApplicationView(before.name(), Optional.of(status), now, "", ahead);
        } catch (SwarmException.Unavailable | RefusedException.UnknownApplication e) {
            throw e;
        } catch (DeliveryException e) {
            return before.failing(e.getMessage());
        }
    }

    private ClusterView view(ClusterView before, Map<String, ApplicationView> views, String problem) {
        Instant now = clock.instant();
        return new ClusterView(
                before.cluster(), Optional.of(now), Optional.of(now), problem, List.copyOf(views.values()));
    }
}
