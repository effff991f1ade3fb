package io.jenkins.plugins.swarmdelivery.steps;

import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.security.ImpersonatingScheduledExecutorService;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The few threads on which all deliveries advance, one thing at a time. A delivery that waits holds none of them. */
@Restricted(NoExternalUse.class)
public final class DeliveryTicks {
    static final int THREADS = 10;

    private static final ScheduledThreadPoolExecutor POOL = new ScheduledThreadPoolExecutor(
            THREADS, new NamingThreadFactory(new DaemonThreadFactory(), DeliveryTicks.class.getName()));
    private static final ScheduledExecutorService AS_SYSTEM =
            new ImpersonatingScheduledExecutorService(POOL, ACL.SYSTEM2);

    static {
        POOL.setKeepAliveTime(1, TimeUnit.MINUTES);
        POOL.allowCoreThreadTimeOut(true);
        POOL.setRemoveOnCancelPolicy(true);
    }

    private DeliveryTicks() {}

    static ScheduledFuture<?> schedule(Runnable tick, Duration after) {
        return AS_SYSTEM.schedule(tick, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What waits for its time is dropped: the next Jenkins goes on with it. */
    @Terminator
    public static void dropWaiting() {
        POOL.getQueue().clear();
    }
}
