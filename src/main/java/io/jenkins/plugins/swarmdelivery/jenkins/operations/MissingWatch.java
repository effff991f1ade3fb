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
 * Keeps what is missing of the kept releases of an application. It is asked in the background while somebody reads the
 * page of that application, because the registry is asked too; of each cluster one application at a time.
 */
@Extension
@Restricted(NoExternalUse.class)
public class MissingWatch {
    private static final Logger LOGGER = Logger.getLogger(MissingWatch.class.getName());
    private static final Duration FRESH = Duration.ofSeconds(30);
    /** After that nobody reads the page any more. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private record Key(String cluster, String application) {}

    private record Known(Optional<Map<Integer, List<String>>> missing, Instant at) {}

    private final Clock clock = Clock.systemUTC();
    private final Map<Key, Known> known = new ConcurrentHashMap<>();
    /** The clusters that are being asked. */
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    public static MissingWatch get() {
        return ExtensionList.lookupSingleton(MissingWatch.class);
    }

    /**
     * What is missing, by the numbers of the releases, as it was seen last, at once; and there will be news. A release
     * that misses nothing is not in it; empty where nobody could tell yet.
     */
    public Optional<Map<Integer, List<String>>> of(String cluster, String application) {
        Key key = new Key(cluster, application);
        Instant now = clock.instant();
        known.values().removeIf(old -> old.at().isBefore(now.minus(REMEMBERED)));
        Optional<Known> seen = Optional.ofNullable(known.get(key));
        boolean fresh =
                seen.filter(there -> there.at().isAfter(now.minus(FRESH))).isPresent();
        if (!fresh && asked.add(cluster)) {
            BackgroundThreads.schedule(() -> ask(key), Duration.ZERO);
        }
        return seen.flatMap(Known::missing);
    }

    private void ask(Key key) {
        try {
            known.put(key, new Known(Optional.of(missing(key)), clock.instant()));
        } catch (DeliveryException e) {
            LOGGER.log(Level.FINE, e, () -> "cannot tell what is missing of " + key);
            keepOld(key);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot tell what is missing of " + key);
            keepOld(key);
        } finally {
            asked.remove(key.cluster());
        }
    }

    private static Map<Integer, List<String>> missing(Key key) {
        return ClusterConnector.connect(key.cluster()).engine().missing(new Application(key.application()));
    }

    /** What was known stays, and is asked for again only after a while. */
    private void keepOld(Key key) {
        Optional<Map<Integer, List<String>>> before =
                Optional.ofNullable(known.get(key)).flatMap(Known::missing);
        known.put(key, new Known(before, clock.instant()));
    }
}
