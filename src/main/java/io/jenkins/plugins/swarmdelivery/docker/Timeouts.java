package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;

/**
 * How long a manager may take. On a Unix socket neither is kept: docker-java's cannot give up.
 *
 * @param connect until the connection stands, its TLS handshake included
 * @param response until the answer begins, and between any two parts of it
 */
public record Timeouts(Duration connect, Duration response) {
    /** A manager that is slower than this is better left for another one; a phase of a delivery asks again anyway. */
    public static final Timeouts DEFAULTS = new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(15));

    /** An answer that trickles would never run into {@code response}; this many times that is its end. */
    private static final int WHOLE = 4;

    public Timeouts {
        check("connect timeout", connect);
        check("response timeout", response);
    }

    /** How long an answer may take from the request to its last byte. */
    Duration whole() {
        return response.multipliedBy(WHOLE);
    }

    private static void check(String field, Duration value) {
        if (value == null || value.isNegative() || value.isZero() || value.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new RefusedException(field, value, "use a duration such as 3s, up to 10m");
        }
    }
}
