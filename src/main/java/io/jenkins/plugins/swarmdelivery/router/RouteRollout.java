package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.RouteChange;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A change of the router on a thread of its own: it waits for replicas, for minutes, and a delivery waits on no thread. If
 * the process ends, it ends too, and its lease of the router expires.
 */
final class RouteRollout implements RouteChange, RouterSite.Attendant {
    private final Clock clock;
    private final List<String> said = new ArrayList<>();
    private String last = "the router's replicas are replaced, one node at a time";
    private Optional<RuntimeException> failure = Optional.empty();
    private boolean ended;
    private boolean stopped;

    private RouteRollout(Clock clock) {
        this.clock = clock;
    }

    /** @param work is given the one that waits for it */
    static RouteRollout start(Clock clock, Consumer<RouterSite.Attendant> work) {
        RouteRollout rollout = new RouteRollout(clock);
        Thread thread = new Thread(() -> rollout.run(work), "swarm-delivery routes");
        thread.setDaemon(true);
        thread.start();
        return rollout;
    }

    private void run(Consumer<RouterSite.Attendant> work) {
        Optional<RuntimeException> thrown = Optional.empty();
        try {
            work.accept(this);
        } catch (RuntimeException e) {
            thrown = Optional.of(e);
        } finally {
            end(thrown);
        }
    }

    private synchronized void end(Optional<RuntimeException> thrown) {
        failure = thrown;
        ended = true;
    }

    @Override
    public synchronized Optional<String> pending() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        return ended ? Optional.empty() : Optional.of(last);
    }

    @Override
    public synchronized List<String> news() {
        List<String> news = List.copyOf(said);
        said.clear();
        return news;
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public synchronized void pause(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        try {
            for (long left = duration.toNanos(); left > 0 && !stopped; left = end - System.nanoTime()) {
                wait(left / 1_000_000 + 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
        if (stopped) {
            throw new RouterException("the delivery was stopped");
        }
    }

    @Override
    public synchronized void say(String line) {
        last = "router: " + line;
        said.add(last);
    }
}
