package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.List;
import java.util.Optional;

/** Keeps the ledgers of a cluster's applications, and the specs of their kept releases, inside that cluster. */
public interface LedgerStore {
    /** A ledger as it was read, with what is needed to replace it only if it is still the same. */
    record Versioned(Ledger ledger, String id, long version) {}

    /**
     * @return empty only where the cluster answered that there is none
     * @throws RefusedException if the record is there but cannot be understood; names the field
     */
    Optional<Versioned> read(Application application);

    /** @throws SwarmException.Conflict if there is one already */
    Versioned create(Ledger ledger);

    /**
     * @throws SwarmException.Conflict if it was changed since it was read
     * @throws SwarmException.NotFound if it was removed since
     */
    Versioned replace(Versioned read, Ledger ledger);

    /** The applications that have a ledger here. */
    List<Application> applications();

    /**
     * Keeps what a release is made of; keeping it twice changes nothing.
     *
     * @throws RefusedException if there is an {@link #objection}
     */
    void keep(Application application, int release, ReleaseSpec spec);

    /** Why a release could not be kept, with the remedy; empty: it could. Asks nobody. */
    default Optional<String> objection(ReleaseSpec spec) {
        return Optional.empty();
    }

    Optional<ReleaseSpec> kept(Application application, int release);

    /** The numbers of the releases whose spec is kept, ascending. */
    List<Integer> keptReleases(Application application);

    /** The key of an application, with which the content of a secret becomes part of its name; empty until it is made. */
    Optional<byte[]> key(Application application);

    /** Makes the key; one that is there already stays. */
    void makeKey(Application application);

    /** It is no error if there is none. */
    void forget(Application application, int release);

    /** Forgets the key; it is no error if there is none. */
    void forgetKey(Application application);

    /** Removes the record itself, the last that is kept of an application; it is no error if there is none. */
    void remove(Application application);
}
