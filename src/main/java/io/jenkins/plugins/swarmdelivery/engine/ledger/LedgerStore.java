package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.List;
import java.util.Optional;

/** Keeps the ledgers of a cluster's applications, and the specs of their kept releases, inside that cluster. */
public interface LedgerStore {
    /** A ledger as read, with what a compare-and-swap needs. */
    record Versioned(Ledger ledger, String id, long version) {}

    /**
     * @return empty only if the cluster answered that there is none
     * @throws RefusedException if the record exists but is not valid; names the field
     */
    Optional<Versioned> read(Application application);

    /** @throws SwarmException.Conflict if there already is one */
    Versioned create(Ledger ledger);

    /**
     * @throws SwarmException.Conflict if it was changed since it was read
     * @throws SwarmException.NotFound if it was removed since
     */
    Versioned replace(Versioned read, Ledger ledger);

    /** The applications that have a ledger here. */
    List<Application> applications();

    /**
     * Keeps the spec of a release; to keep it twice changes nothing.
     *
     * @throws RefusedException if there is an {@link #objection}
     */
    void keep(Application application, int release, ReleaseSpec spec);

    /** Why a release cannot be kept, with the remedy; empty: it can. Sends no request. */
    default Optional<String> objection(ReleaseSpec spec) {
        return Optional.empty();
    }

    Optional<ReleaseSpec> kept(Application application, int release);

    /** The numbers of the releases whose spec is kept, ascending. */
    List<Integer> keptReleases(Application application);

    /** The key of an application, for the HMAC that is part of a secret's name; empty until it is made. */
    Optional<byte[]> key(Application application);

    /** Makes the key; an existing one stays. */
    void makeKey(Application application);

    /** Forgets the spec of a release; it is not an error if there is none. */
    void forget(Application application, int release);

    /** Removes the key; it is not an error if there is none. */
    void forgetKey(Application application);

    /** Removes the ledger itself, which is removed last; it is not an error if there is none. */
    void remove(Application application);
}
