package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;

/**
 * How long a manager may take. Neither limit applies to a Unix socket: docker-java's socket has no timeout.
 *
 * @param connect until the connection is established, including its TLS handshake
 * @param response until the response begins, and between any two parts of it
 */
public record Timeouts(Duration connect, Duration response) {
    /** If a manager is slower than this, another one is better; a phase of a delivery asks again anyway. */
    public static final Timeouts DEFAULTS = new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(15));

    /**
     * A response that keeps arriving slowly never exceeds {@code response}; the total limit is this many times that.
     */
    private static final int TOTAL_FACTOR = 4;

    public Timeouts {
        check("connect timeout", connect);
        check("response timeout", response);
    }

    /** How long a response may take from the request to its last byte. */
    Duration total() {
        return response.multipliedBy(TOTAL_FACTOR);
    }

    private static void check(String field, Duration value) {
        if (value == null || value.isNegative() || value.isZero() || value.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new RefusedException(field, value, "use a duration such as 3s, up to 10m");
        }
    }
}
