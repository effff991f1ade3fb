package io.jenkins.plugins.swarmdelivery.engine.ports;

/** Keeps a run that has lost its lease, and does not know it yet, from writing over what its successor has written. */
public interface Fence {
    /** For whoever writes alone, such as a test. */
    Fence NONE = new Fence() {
        @Override
        public String holder() {
            return "";
        }

        @Override
        public void requireFresh() {}

        @Override
        public void requireHeld() {}
    };

    /** Names the delivery and its run, beside what it writes. */
    String holder();

    /**
     * By the clock alone.
     *
     * @throws LockedException if the lease has expired
     */
    void requireFresh();

    /** Users wait for the write: a rollback does not stand back for what others do with the router. */
    default boolean urgent() {
        return false;
    }

    /**
     * By the ledger.
     *
     * @throws LockedException if the lease is another's, or has expired
     */
    void requireHeld();
}
