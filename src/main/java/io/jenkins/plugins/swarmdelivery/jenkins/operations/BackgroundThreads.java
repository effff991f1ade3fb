package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.init.Terminator;
import hudson.security.ACL;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jenkins.security.ImpersonatingScheduledExecutorService;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The few threads that query clusters for pages. A cluster that hangs blocks one of them, never a page. */
@Restricted(NoExternalUse.class)
public final class BackgroundThreads {
    private static final int THREADS = 6;

    private static final ScheduledThreadPoolExecutor POOL = new ScheduledThreadPoolExecutor(
            THREADS, new NamingThreadFactory(new DaemonThreadFactory(), BackgroundThreads.class.getName()));
    private static final ScheduledExecutorService AS_SYSTEM =
            new ImpersonatingScheduledExecutorService(POOL, ACL.SYSTEM2);

    static {
        POOL.setKeepAliveTime(1, TimeUnit.MINUTES);
        POOL.allowCoreThreadTimeOut(true);
        POOL.setRemoveOnCancelPolicy(true);
    }

    private BackgroundThreads() {}

    static void schedule(Runnable work, Duration after) {
        AS_SYSTEM.schedule(work, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Scheduled tasks are dropped: nobody reads the pages of a Jenkins that shuts down. */
    @Terminator
    public static void dropWaiting() {
        POOL.getQueue().clear();
    }
}
