package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.security.ImpersonatingScheduledExecutorService;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The few threads on which the deliveries to a cluster advance, one action at a time; a delivery that waits occupies
 * none of them. Each cluster has its own threads, so that one that hangs delays no other. Separate threads renew the
 * leases of deliveries whose tests run.
 */
@Restricted(NoExternalUse.class)
public final class DeliveryTicks {
    static final int ADVANCING = 6;
    static final int RENEWING = 2;

    private static final Map<String, DeliveryTicks> CLUSTERS = new ConcurrentHashMap<>();

    private final ScheduledThreadPoolExecutor advancing;
    private final ScheduledThreadPoolExecutor renewing;

    private DeliveryTicks(String cluster) {
        advancing = threads(ADVANCING, "advance deliveries to " + cluster);
        renewing = threads(RENEWING, "renew leases of " + cluster);
    }

    private static ScheduledThreadPoolExecutor threads(int count, String name) {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(
                count, new NamingThreadFactory(new DaemonThreadFactory(), DeliveryTicks.class.getName() + ": " + name));
        pool.setKeepAliveTime(1, TimeUnit.MINUTES);
        pool.allowCoreThreadTimeOut(true);
        pool.setRemoveOnCancelPolicy(true);
        return pool;
    }

    static DeliveryTicks of(String cluster) {
        return CLUSTERS.computeIfAbsent(cluster, DeliveryTicks::new);
    }

    ScheduledFuture<?> advance(Runnable tick, Duration after) {
        return schedule(advancing, tick, after);
    }

    ScheduledFuture<?> renew(Runnable tick, Duration after) {
        return schedule(renewing, tick, after);
    }

    private static ScheduledFuture<?> schedule(ScheduledThreadPoolExecutor pool, Runnable tick, Duration after) {
        ScheduledExecutorService asSystem = new ImpersonatingScheduledExecutorService(pool, ACL.SYSTEM2);
        return asSystem.schedule(tick, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Scheduled ticks are dropped: the next Jenkins continues. */
    @Terminator
    public static void dropWaiting() {
        CLUSTERS.values().forEach(ticks -> {
            ticks.advancing.getQueue().clear();
            ticks.renewing.getQueue().clear();
        });
    }
}
