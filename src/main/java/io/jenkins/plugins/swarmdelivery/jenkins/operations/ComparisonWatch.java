package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.Extension;
import hudson.ExtensionList;
import io.jenkins.plugins.swarmdelivery.engine.ReleaseComparison;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterConnector;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Keeps what is different between two releases, without values that can be secrets. It is queried in the background when
 * someone opens the page of that comparison; one comparison at a time in each cluster.
 */
@Extension
@Restricted(NoExternalUse.class)
public class ComparisonWatch {
    private static final Logger LOGGER = Logger.getLogger(ComparisonWatch.class.getName());
    /** A cluster that did not answer is asked again. */
    private static final Duration RETRY = Duration.ofSeconds(10);
    /** What a release is made of never changes, but it may not be kept any longer. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /**
     * @param before the number of a release
     * @param after likewise
     */
    public record Pair(String cluster, String application, int before, int after) {}

    /**
     * @param comparison empty if the releases could not be compared
     * @param problem why not; empty if they could
     * @param at when it was queried
     */
    public record Known(Optional<ReleaseComparison> comparison, String problem, Instant at) {}

    private final Clock clock = Clock.systemUTC();
    private final Map<Pair, Known> known = new ConcurrentHashMap<>();
    /** The clusters that are being queried. */
    private final Set<String> querying = ConcurrentHashMap.newKeySet();

    public static ComparisonWatch get() {
        return ExtensionList.lookupSingleton(ComparisonWatch.class);
    }

    /** Returns what is known immediately, and triggers a query where that is nothing, or a problem; empty if nothing. */
    public Optional<Known> of(Pair pair) {
        Instant now = clock.instant();
        known.values().removeIf(old -> old.at().isBefore(now.minus(REMEMBERED)));
        Optional<Known> seen = Optional.ofNullable(known.get(pair));
        boolean due = seen.isEmpty()
                || seen.get().comparison().isEmpty() && seen.get().at().isBefore(now.minus(RETRY));
        if (due && querying.add(pair.cluster())) {
            BackgroundThreads.schedule(() -> ask(pair), Duration.ZERO);
        }
        return seen;
    }

    private void ask(Pair pair) {
        try {
            known.put(pair, new Known(Optional.of(compare(pair)), "", clock.instant()));
        } catch (DeliveryException e) {
            known.put(pair, new Known(Optional.empty(), e.getMessage(), clock.instant()));
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "cannot compare " + pair);
            known.put(pair, new Known(Optional.empty(), "the releases cannot be compared: " + e, clock.instant()));
        } finally {
            querying.remove(pair.cluster());
        }
    }

    private static ReleaseComparison compare(Pair pair) {
        return ClusterConnector.connect(pair.cluster())
                .engine()
                .compare(new Application(pair.application()), "#" + pair.before(), Optional.of("#" + pair.after()))
                .redacted();
    }
}
