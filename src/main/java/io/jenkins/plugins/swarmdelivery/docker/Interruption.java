package io.jenkins.plugins.swarmdelivery.docker;

/**
 * Wakes the thread that made it from what it waits for: the transport sleeps as long as an engine that is busy asks it
 * to, and closing the transport does not end that. What the thread does afterwards is not disturbed.
 */
final class Interruption {
    private final Thread waiting = Thread.currentThread();
    private boolean over;
    private boolean came;

    /** By another thread; nothing once the waiting is over. */
    synchronized void come() {
        if (!over) {
            came = true;
            waiting.interrupt();
        }
    }

    /** By the thread that has waited. */
    synchronized void over() {
        over = true;
        if (came) {
            Thread.interrupted();
        }
    }
}
