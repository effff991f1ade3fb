package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import java.util.List;

/** Where the certificates of a router's client are kept, with the authority that signs them. */
public interface ClientStore {
    /**
     * Whether the client's certificate is there.
     *
     * @throws RefusedException if something is there that a new certificate would make useless
     */
    boolean exist();

    /**
     * The authority that the certificate belongs to.
     *
     * @throws RefusedException if its key is not there, or cannot be read
     */
    Authority authority();

    /** Keeps new certificates; existing ones are never overwritten. */
    void create(Authority authority, Authority.Identity client);

    /**
     * Replaces the certificates and the client's key; the authority's key stays.
     *
     * @throws RefusedException if one cannot be kept; what was replaced before is valid, too
     */
    void replace(Authority authority, Authority.Identity client);

    /** All that {@link #create} makes, for people. */
    List<String> names();

    /** The authority's certificate, for people. */
    String authorityName();

    /** What {@link #replace} renews of the client, for people. */
    String clientName();
}
