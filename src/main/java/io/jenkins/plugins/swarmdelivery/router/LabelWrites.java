package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RouterException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.function.Supplier;

/** Writes labels of a service that others write, too. */
final class LabelWrites {
    /** The maximum number of attempts. */
    private static final int MAX = 10;

    private LabelWrites() {}

    /**
     * Tries again when somebody else was faster.
     *
     * @param what is written, e.g. {@code the routes of shop}
     * @param write reads the labels and writes them, once
     * @throws RouterException if they could not be written
     * @throws SwarmException.Unavailable if that is not known; the caller retries once the Swarm is available
     */
    static <T> T retried(String what, Supplier<T> write) {
        SwarmException.Conflict last = null;
        for (int i = 0; i < MAX; i++) {
            try {
                return write.get();
            } catch (SwarmException.Conflict e) {
                last = e;
            } catch (SwarmException.Unavailable e) {
                throw e;
            } catch (SwarmException e) {
                throw failed(what, e);
            }
        }
        throw failed(what, last);
    }

    private static RouterException failed(String what, SwarmException cause) {
        return new RouterException(what + " could not be written: " + cause.getMessage(), cause);
    }
}
