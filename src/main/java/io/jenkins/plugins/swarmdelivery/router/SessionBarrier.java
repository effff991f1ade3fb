package io.jenkins.plugins.swarmdelivery.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Lets several replicas be asked at the same moment: each session is opened first, which takes many times as long as
 * the question. They wait for each other so long as a session usually takes, so that one that cannot be reached does not
 * hold up the others.
 */
final class SessionBarrier {
    private static final Logger LOGGER = Logger.getLogger(SessionBarrier.class.getName());
    private static final long PATIENCE_MILLIS = 500;

    private final HaproxyAdmin admin;
    private final CountDownLatch opening;

    SessionBarrier(HaproxyAdmin admin, int replicas) {
        this.admin = admin;
        this.opening = new CountDownLatch(Math.min(replicas, HaproxyReplicas.AT_ONCE));
    }

    /** A replica's address, which may turn out not to be known. */
    interface Address {
        InetSocketAddress find() throws IOException;
    }

    /** Called once for each replica, each on a thread of its own; see {@link HaproxyAdmin#ask}. */
    String ask(Address address, String... commands) throws IOException {
        try (HaproxySession session = opened(address)) {
            if (!opening.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOGGER.fine("not every replica of the router could be reached in time; continuing with the others");
            }
            return session.ask(commands);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private HaproxySession opened(Address address) throws IOException {
        try {
            return admin.open(address.find());
        } finally {
            opening.countDown();
        }
    }
}
