package io.jenkins.plugins.swarmdelivery.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * Synchronizes commands to several replicas: it opens all sessions before it sends the first command, because a
 * handshake takes many times as long as a command. Sessions wait for each other for a limited time, so that an
 * unreachable replica does not delay the others.
 */
final class SessionBarrier {
    private static final Logger LOGGER = Logger.getLogger(SessionBarrier.class.getName());
    private static final long MAX_WAIT_MILLIS = 500;

    private final HaproxyAdmin admin;
    private final CountDownLatch opening;

    SessionBarrier(HaproxyAdmin admin, int replicas) {
        this.admin = admin;
        this.opening = new CountDownLatch(Math.min(replicas, RouterReplicas.MAX_CONCURRENT));
    }

    /** Looks up the address of a replica; fails if it is not known. */
    interface Address {
        InetSocketAddress find() throws IOException;
    }

    /**
     * Sends commands to one replica. Call it once per replica, each on a separate thread; see
     * {@link HaproxyAdmin#send}.
     */
    String send(Address address, String... commands) throws IOException {
        try (HaproxySession session = opened(address)) {
            if (!opening.await(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                LOGGER.fine("not all router replicas were reached in time; continuing with the others");
            }
            return session.send(commands);
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
