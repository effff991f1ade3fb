package io.jenkins.plugins.swarmdelivery.jenkins.config;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.SpecRules;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;

/**
 * A cluster with its credentials looked up. Two are equal if a connection made for the one serves the other, so that a
 * changed password or certificate counts like a changed address. In memory only.
 *
 * @param nodePort 0: the nodes' engines are not asked
 */
record ClusterSettings(
        String name,
        List<DockerEndpoint> managers,
        int nodePort,
        List<Registry> registries,
        ServerTrust registryTrust,
        HaproxySettings router,
        Optional<TagPattern> requireMark,
        List<String> placement,
        SpecRules rules) {

    record Registry(String server, String user, Secret password) {
        @Override
        public String toString() {
            return user + " at " + server;
        }
    }

    /** @throws RefusedException if a value cannot be used, or credentials are not there */
    static ClusterSettings of(SwarmCluster cluster) {
        Optional<TlsMaterial> tls = Optional.of(cluster.getCredentialsId())
                .filter(id -> !id.isEmpty())
                .map(id -> ClusterCredentials.tls("credentials of cluster " + cluster.getName(), id));
        return new ClusterSettings(
                cluster.getName(),
                SwarmCluster.lines(cluster.getManagers()).stream()
                        .map(uri -> endpoint(uri, tls, cluster.plaintextAllowed()))
                        .toList(),
                cluster.getNodePort(),
                registries(cluster),
                registryTrust(cluster),
                router(cluster, tls),
                Optional.of(cluster.getRequireMark())
                        .filter(mark -> !mark.isEmpty())
                        .map(TagPattern::new),
                SwarmCluster.lines(cluster.getPlacement()),
                new SpecRules(ClusterFields.allow(cluster.getAllow()), SwarmCluster.lines(cluster.getRepositories())));
    }

    private static DockerEndpoint endpoint(String uri, Optional<TlsMaterial> tls, boolean allowPlaintext) {
        return DockerEndpoint.parse(uri, uri.startsWith("tcp:") ? tls : Optional.empty(), allowPlaintext);
    }

    private static List<Registry> registries(SwarmCluster cluster) {
        return cluster.allRegistries().stream()
                .map(registry -> registry(cluster, registry.getServer(), registry.getCredentialsId()))
                .toList();
    }

    /** Who builds, where that is another account. Deliveries do not need them. */
    static List<Registry> builders(SwarmCluster cluster) {
        return cluster.allRegistries().stream()
                .filter(registry -> !registry.getBuildCredentialsId().isEmpty())
                .map(registry -> registry(cluster, registry.getServer(), registry.getBuildCredentialsId()))
                .toList();
    }

    private static Registry registry(SwarmCluster cluster, String server, String credentialsId) {
        StandardUsernamePasswordCredentials login =
                ClusterCredentials.login("registry credentials of cluster " + cluster.getName(), credentialsId);
        return new Registry(server, login.getUsername(), login.getPassword());
    }

    private static ServerTrust registryTrust(SwarmCluster cluster) {
        return new ServerTrust(ClusterFields.registryCa(cluster.getRegistryCa()));
    }

    private static HaproxySettings router(SwarmCluster cluster, Optional<TlsMaterial> clusterTls) {
        String field = "router credentials of cluster " + cluster.getName();
        TlsMaterial tls = cluster.getRouterCredentialsId().isEmpty()
                ? clusterTls.orElseThrow(() -> new RefusedException(
                        field, null, "choose some: the router's admin port asks for a certificate"))
                : ClusterCredentials.tls(field, cluster.getRouterCredentialsId());
        return new HaproxySettings(
                cluster.getRouterService(),
                cluster.getRouterServerName().isEmpty() ? cluster.getRouterService() : cluster.getRouterServerName(),
                cluster.getRouterServicePort(),
                cluster.getRouterPreviewPort(),
                cluster.getRouterAdminPort(),
                tls,
                filled(cluster.getServiceUrl()),
                filled(cluster.getPreviewUrl()));
    }

    private static Optional<String> filled(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }
}
