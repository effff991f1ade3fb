package io.jenkins.plugins.swarmdelivery.jenkins.config;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.ClientStore;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;

/**
 * The certificates of a client of a cluster's HAProxy as credentials of Jenkins that no job can use: those that the
 * cluster names, else {@code swarm-router-CLUSTER}. The authority that signs them is kept beside them.
 */
public final class RouterCredentials implements ClientStore {
    private static final String FIELD = Haproxy.PATH + "credentialsId";
    private static final String AUTHORITY = "-authority";

    private final String cluster;
    private final String id;

    private RouterCredentials(String cluster, String id) {
        this.cluster = cluster;
        this.id = id;
    }

    /** @throws RefusedException if there is no such cluster */
    public static RouterCredentials of(String cluster) {
        List<String> named =
                SwarmDeliveryConfiguration.get().cluster(cluster).getRouter().credentialsIds(cluster);
        String given = named.get(0);
        return new RouterCredentials(cluster, given.isEmpty() ? defaultId(cluster) : given);
    }

    /** The credentials of a cluster that names none. */
    static String defaultId(String cluster) {
        return "swarm-router-" + cluster;
    }

    @Override
    public boolean exist() {
        boolean there = ClusterCredentials.hasTls(id);
        if (!there && ClusterCredentials.hasTls(id + AUTHORITY)) {
            throw new RefusedException(FIELD + ": there are credentials " + authorityName() + ", but not " + id
                    + "; bring those back, or delete these to get new ones");
        }
        return there;
    }

    @Override
    public Authority authority() {
        if (!ClusterCredentials.hasTls(id + AUTHORITY)) {
            throw new RefusedException(FIELD + ": there are credentials " + id + ", but not " + authorityName()
                    + " with the authority that signed them, as certificate and key; add them, or set the router up"
                    + " with the command line");
        }
        TlsMaterial found = ClusterCredentials.tls(FIELD, id + AUTHORITY);
        return new Authority(new Authority.Identity(found.certificate(), found.key()));
    }

    @Override
    public void create(Authority authority, Authority.Identity client) {
        // If the second cannot be kept, exist() says what to do about the first.
        add(
                authorityName(),
                "Authority of the router of " + cluster + "; it signs clients that control the router",
                new TlsMaterial(
                        authority.identity().certificate(),
                        authority.identity().certificate(),
                        authority.identity().key()));
        add(
                id,
                "Client of the router of " + cluster,
                new TlsMaterial(authority.identity().certificate(), client.certificate(), client.key()));
    }

    private static void add(String id, String description, TlsMaterial tls) {
        try {
            if (!store().addCredentials(Domain.global(), credentials(id, description, tls))) {
                throw new RefusedException(FIELD, id, "Jenkins does not accept credentials with this ID");
            }
        } catch (IOException e) {
            throw unsaved(id, e);
        }
    }

    @Override
    public void replace(Authority authority, Authority.Identity client) {
        String certificate = authority.identity().certificate();
        update(id, new TlsMaterial(certificate, client.certificate(), client.key()));
        update(
                authorityName(),
                new TlsMaterial(certificate, certificate, authority.identity().key()));
    }

    private static void update(String id, TlsMaterial tls) {
        DockerServerCredentials former = ClusterCredentials.requireTls(FIELD, id);
        try {
            if (!store().updateCredentials(Domain.global(), former, credentials(id, former.getDescription(), tls))) {
                throw new RefusedException(
                        FIELD,
                        id,
                        "they are not among Jenkins' own global credentials, and cannot be changed from here");
            }
        } catch (IOException e) {
            throw unsaved(id, e);
        }
    }

    private static CredentialsStore store() {
        return Objects.requireNonNull(ExtensionList.lookupSingleton(SystemCredentialsProvider.ProviderImpl.class)
                .getStore(Jenkins.get()));
    }

    /** No job can use those of the scope System. */
    private static DockerServerCredentials credentials(String id, String description, TlsMaterial tls) {
        return new DockerServerCredentials(
                CredentialsScope.SYSTEM, id, description, Secret.fromString(tls.key()), tls.certificate(), tls.ca());
    }

    private static RefusedException unsaved(String id, IOException cause) {
        return new RefusedException("credentials " + id + " cannot be saved: " + cause.getMessage());
    }

    @Override
    public List<String> names() {
        return List.of("credentials " + id, "credentials " + authorityName());
    }

    @Override
    public String authorityName() {
        return id + AUTHORITY;
    }

    @Override
    public String clientName() {
        return "credentials " + id;
    }
}
