package io.jenkins.plugins.swarmdelivery.jenkins.config;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Item;
import hudson.model.Run;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.agent.Access;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;

/**
 * The credentials that an image build may send to its engine and to the registry; never those of a cluster's managers.
 */
public final class BuildAccess {
    private BuildAccess() {}

    /**
     * Looks credentials up: those with an id among those that the run may use, and the cluster's logins for builds for
     * its other registries. Their use is tracked.
     *
     * @param engine the address of the engine; empty for the one in the agent's environment
     * @param engineCredentialsId empty for none, or those of that environment
     * @param registryCredentialsId for the image's registry; empty for those of the cluster
     * @throws RefusedException if they do not exist, or the cluster's registry CA cannot be used
     */
    public static Access of(
            SwarmCluster cluster,
            Run<?, ?> run,
            ImageReference image,
            String engine,
            String engineCredentialsId,
            String registryCredentialsId) {
        TlsMaterial tls = engineCredentialsId.isEmpty()
                ? null
                : ClusterCredentials.tlsOf(run, "engineCredentialsId", engineCredentialsId);
        return new Access(
                engine,
                tls,
                ClusterReader.plaintextAllowed(cluster),
                logins(cluster, run, image, registryCredentialsId),
                ClusterReader.authorities(cluster));
    }

    /** Certificates that builds of an item may send to an engine, for a form. */
    public static ListBoxModel engineItems(Item item, String current) {
        return ClusterCredentials.itemsOf(item, DockerServerCredentials.class, current);
    }

    /** Registry logins that builds of an item may use, for a form. */
    public static ListBoxModel registryItems(Item item, String current) {
        return ClusterCredentials.itemsOf(item, StandardUsernamePasswordCredentials.class, current);
    }

    /** The login for builds of each registry; the credentials' pages then show that this run used them. */
    private static ArrayList<Access.Login> logins(
            SwarmCluster cluster, Run<?, ?> run, ImageReference image, String id) {
        ArrayList<Access.Login> logins = new ArrayList<>();
        String own = RegistryCredentials.host(image.registry().orElse("docker.io"));
        if (!id.isEmpty()) {
            logins.add(login(own, ClusterCredentials.loginOf(run, "registryCredentialsId", id)));
        }
        List<String> used = new ArrayList<>();
        for (ClusterRegistry registry : cluster.getRegistries()) {
            String builder = registry.builderCredentialsId();
            boolean replaced = !id.isEmpty()
                    && RegistryCredentials.host(registry.getServer()).equals(own);
            if (!builder.isEmpty() && !replaced) {
                String field = "cluster " + cluster.getName() + ": credentials for builds at " + registry.getServer();
                logins.add(login(registry.getServer(), ClusterCredentials.login(field, builder)));
                used.add(builder);
            }
        }
        ClusterCredentials.track(run, used);
        return logins;
    }

    private static Access.Login login(String server, StandardUsernamePasswordCredentials found) {
        return new Access.Login(server, found.getUsername(), found.getPassword());
    }
}
