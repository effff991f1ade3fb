package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the replicas of the router have counted for one color of an application. Counters only grow, so two looks tell
 * what happened in between.
 *
 * @param replicas the counters since its start, by an ID of the replica; one that is replaced has another ID
 * @param silent the replicas that could not be asked, with the reason
 */
public record Traffic(Map<String, Counters> replicas, List<String> silent) {
    public Traffic {
        replicas = Collections.unmodifiableMap(new LinkedHashMap<>(replicas));
        silent = List.copyOf(silent);
    }

    /**
     * @param requests that were answered
     * @param serverErrors how many of them with a status from 500 to 599, also if the router itself answered
     * @param connectErrors how many attempts to reach a task failed
     * @param retries how many times a request was tried again
     * @param times how long requests took
     */
    public record Counters(long requests, long serverErrors, long connectErrors, long retries, Times times) {
        public static final Counters NONE = new Counters(0, 0, 0, 0, new Times(Duration.ZERO, Duration.ZERO));

        /** Both together. */
        public Counters and(Counters other) {
            long all = requests + other.requests;
            Duration mean = all == 0
                    ? Duration.ZERO
                    : times.mean()
                            .multipliedBy(requests)
                            .plus(other.times.mean().multipliedBy(other.requests))
                            .dividedBy(all);
            Duration longest =
                    times.longest().compareTo(other.times.longest()) < 0 ? other.times.longest() : times.longest();
            return new Counters(
                    all,
                    serverErrors + other.serverErrors,
                    connectErrors + other.connectErrors,
                    retries + other.retries,
                    new Times(mean, longest));
        }

        private Counters since(Counters earlier) {
            boolean longer = times.longest().compareTo(earlier.times.longest()) > 0;
            return new Counters(
                    requests - earlier.requests,
                    serverErrors - earlier.serverErrors,
                    connectErrors - earlier.connectErrors,
                    retries - earlier.retries,
                    new Times(times.mean(), longer ? times.longest() : Duration.ZERO));
        }
    }

    /**
     * @param mean of the latest requests; a router may take the last thousand or so
     * @param longest of all requests; between two looks, zero if an earlier request took longer
     */
    public record Times(Duration mean, Duration longest) {}

    /**
     * What all replicas have counted since an earlier look. A replica that was not there then counts from its start;
     * what one counted that is gone is lost.
     */
    public Counters since(Traffic earlier) {
        return replicas.entrySet().stream()
                .map(replica ->
                        replica.getValue().since(earlier.replicas.getOrDefault(replica.getKey(), Counters.NONE)))
                .reduce(Counters.NONE, Counters::and);
    }
}
