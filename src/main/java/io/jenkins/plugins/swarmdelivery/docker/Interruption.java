package io.jenkins.plugins.swarmdelivery.docker;

/**
 * Interrupts the wait of the thread that created this: the transport sleeps for as long as a busy engine asks it to,
 * and closing the transport does not end that. Later work of the thread is not interrupted.
 */
final class Interruption {
    private final Thread waiting = Thread.currentThread();
    private boolean over;
    private boolean woken;

    /** Called by another thread; does nothing once the wait is over. */
    synchronized void wake() {
        if (!over) {
            woken = true;
            waiting.interrupt();
        }
    }

    /** Called by the thread that waited. */
    synchronized void finish() {
        over = true;
        if (woken) {
            Thread.interrupted();
        }
    }
}
