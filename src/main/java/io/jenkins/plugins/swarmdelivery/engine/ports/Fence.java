package io.jenkins.plugins.swarmdelivery.engine.ports;

/** Keeps a run that has lost its lease without noticing from overwriting its successor's changes. */
public interface Fence {
    /** For a single writer, such as a test. */
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

    /** The name of the delivery and its run, recorded with each write. */
    String holder();

    /**
     * Checks the lease by the clock alone.
     *
     * @throws LockedException if the lease has expired
     */
    void requireFresh();

    /** Users wait for the write: a rollback does not stand back for what others do with the router. */
    default boolean urgent() {
        return false;
    }

    /**
     * Checks the lease in the ledger.
     *
     * @throws LockedException if another run holds the lease, or it has expired
     */
    void requireHeld();
}
