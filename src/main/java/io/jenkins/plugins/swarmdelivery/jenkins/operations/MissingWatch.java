package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Keeps what the kept releases of an application are missing. It is queried in the background while someone reads the
 * page of that application, because this involves the registry; one application at a time in each cluster.
 */
@Extension
@Restricted(NoExternalUse.class)
public class MissingWatch {
    private static final Logger LOGGER = Logger.getLogger(MissingWatch.class.getName());
    private static final Duration FRESH = Duration.ofSeconds(30);
    /** After that, nobody reads the page any more. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private record Key(String cluster, String application) {}

    private record Known(Optional<Map<Integer, List<String>>> missing, Instant at) {}

    private final Clock clock = Clock.systemUTC();
    private final Map<Key, Known> known = new ConcurrentHashMap<>();
    /** The clusters that are being queried. */
    private final Set<String> querying = ConcurrentHashMap.newKeySet();

    public static MissingWatch get() {
        return ExtensionList.lookupSingleton(MissingWatch.class);
    }

    /**
     * Returns the last known missing objects immediately, by the numbers of the releases, and triggers a query. A
     * release that misses nothing is absent; empty if not known yet.
     */
    public Optional<Map<Integer, List<String>>> of(String cluster, String application) {
        Key key = new Key(cluster, application);
        Instant now = clock.instant();
        known.values().removeIf(old -> old.at().isBefore(now.minus(REMEMBERED)));
        Optional<Known> seen = Optional.ofNullable(known.get(key));
        boolean fresh =
                seen.filter(there -> there.at().isAfter(now.minus(FRESH))).isPresent();
        if (!fresh && querying.add(cluster)) {
            BackgroundThreads.schedule(() -> ask(key), Duration.ZERO);
        }
        return seen.flatMap(Known::missing);
    }

    private void ask(Key key) {
        try {
            known.put(key, new Known(Optional.of(missing(key)), clock.instant()));
        } catch (DeliveryException e) {
            LOGGER.log(Level.FINE, e, () -> "cannot tell what is missing of " + key);
            keepKnown(key);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot tell what is missing of " + key);
            keepKnown(key);
        } finally {
            querying.remove(key.cluster());
        }
    }

    private static Map<Integer, List<String>> missing(Key key) {
        return ClusterConnector.connect(key.cluster()).engine().missing(new Application(key.application()));
    }

    /** Keeps the known state; the next query is delayed. */
    private void keepKnown(Key key) {
        Optional<Map<Integer, List<String>>> before =
                Optional.ofNullable(known.get(key)).flatMap(Known::missing);
        known.put(key, new Known(before, clock.instant()));
    }
}
