package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Keeps the last view of each cluster. While someone reads a page of that cluster, and for some time afterwards, it
 * queries the cluster repeatedly, but never while a page is rendered. Clusters are queried in parallel.
 */
@Extension
@Restricted(NoExternalUse.class)
public class ClusterWatch {
    private static final Logger LOGGER = Logger.getLogger(ClusterWatch.class.getName());

    /** After the last reader has left. */
    private static final Duration INTEREST = Duration.ofMinutes(3);

    private static final Duration PAUSE = Duration.ofSeconds(3);
    /**
     * The pause lasts this many times as long as the query took, so that a large cluster is not queried all the time.
     */
    private static final int PAUSE_FACTOR = 3;

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final class Watched {
        private volatile ClusterView view;
        private volatile Instant read = Instant.EPOCH;
        private boolean looking;

        Watched(String cluster) {
            view = ClusterView.unseen(cluster);
        }
    }

    private final Clock clock = Clock.systemUTC();
    private final Map<String, Watched> clusters = new ConcurrentHashMap<>();

    public static ClusterWatch get() {
        return ExtensionList.lookupSingleton(ClusterWatch.class);
    }

    /** Returns the last view immediately, and triggers a query. */
    public ClusterView view(String cluster) {
        Watched watched = clusters.computeIfAbsent(cluster, Watched::new);
        watched.read = clock.instant();
        synchronized (watched) {
            // Read before the query that starts here may change it.
            ClusterView seen = watched.view;
            if (!watched.looking) {
                watched.looking = true;
                BackgroundThreads.schedule(() -> look(cluster, watched), Duration.ZERO);
            }
            return seen;
        }
    }

    private void look(String cluster, Watched watched) {
        Instant start = clock.instant();
        try {
            watched.view = new ClusterLook(clock, LIMIT)
                    .look(ClusterConnector.connect(cluster).engine(), watched.view);
        } catch (DeliveryException e) {
            watched.view = watched.view.failing(e.getMessage(), clock.instant());
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot look at cluster " + cluster);
            watched.view = watched.view.failing("the look failed: " + e, clock.instant());
        }
        scheduleNext(cluster, watched, Duration.between(start, clock.instant()));
    }

    private void scheduleNext(String cluster, Watched watched, Duration took) {
        boolean known = SwarmDeliveryConfiguration.get().getClusters().stream()
                .map(SwarmCluster::getName)
                .anyMatch(cluster::equals);
        synchronized (watched) {
            watched.looking = known && clock.instant().isBefore(watched.read.plus(INTEREST));
            if (watched.looking) {
                Duration pause = took.multipliedBy(PAUSE_FACTOR);
                BackgroundThreads.schedule(() -> look(cluster, watched), pause.compareTo(PAUSE) > 0 ? pause : PAUSE);
            }
        }
        if (!known) {
            clusters.remove(cluster, watched);
        }
    }
}
