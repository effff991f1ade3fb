package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests each address may send to an application through one replica of the router; more get 429.
 *
 * @param requests in the period
 * @param seconds the period, which slides
 */
record RateLimit(int requests, int seconds) {
    /** Addresses that a replica remembers; with more, it forgets the one that was idle for the longest time. */
    private static final int ADDRESSES = 100_000;

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,6})/([1-9][0-9]{0,3})s");

    /**
     * Reads e.g. {@code 100/10s}.
     *
     * @param option that it is a part of
     * @throws RefusedException if it is not written like this
     */
    static RateLimit parse(String option, String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new RefusedException(
                    option,
                    "rate=" + text,
                    "write how many requests an address may send in how many seconds: rate=100/10s");
        }
        return new RateLimit(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** The lines of a backend. Tests of the candidate are not counted. */
    String lines() {
        return "    stick-table type ipv6 size " + ADDRESSES + " expire " + seconds + "s store http_req_rate(" + seconds
                + "s)\n    http-request track-sc0 src if { fe_name users }\n"
                + "    http-request return status 429 content-type text/plain hdr Retry-After " + seconds
                + " string \"Too many requests.\\n\" if { sc_http_req_rate(0) gt " + requests + " }\n";
    }

    @Override
    public String toString() {
        return requests + "/" + seconds + "s";
    }
}
