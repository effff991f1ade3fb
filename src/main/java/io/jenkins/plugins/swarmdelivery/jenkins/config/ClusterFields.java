package io.jenkins.plugins.swarmdelivery.jenkins.config;

import io.jenkins.plugins.swarmdelivery.docker.DockerEndpoint;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.engine.Placement;
import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.SpecRules;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.security.FIPS140;

/**
 * What a cluster's fields must hold. The form asks field by field, Configuration as Code and the saved form as a whole;
 * every method throws {@link RefusedException} with the remedy.
 */
final class ClusterFields {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private ClusterFields() {}

    static void name(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new RefusedException("name", name, "use letters, digits, dots and hyphens, at most 63");
        }
    }

    /** @param secured there is a client certificate, or plain tcp is allowed */
    static void managers(String managers, boolean secured) {
        List<String> endpoints = SwarmCluster.lines(managers);
        if (endpoints.isEmpty()) {
            throw new RefusedException("managers", null, "name at least one manager, e.g. tcp://manager-1:2376");
        }
        // Credentials are looked up when they are needed; here they only have to be named.
        endpoints.forEach(endpoint -> DockerEndpoint.parse(endpoint, Optional.empty(), true));
        if (!secured && endpoints.stream().anyMatch(endpoint -> endpoint.startsWith("tcp:"))) {
            throw new RefusedException(
                    "managers: tcp needs TLS; choose credentials, or, if anybody on the network may command this Swarm,"
                            + " allow plain tcp");
        }
    }

    static void plaintext(boolean allowed) {
        if (allowed && FIPS140.useCompliantAlgorithms()) {
            throw new RefusedException(
                    "allow plain tcp: this Jenkins runs in FIPS 140 mode, where everything is encrypted; choose"
                            + " credentials instead");
        }
    }

    static void nodePort(int port) {
        if (port != 0) {
            port("node port", port);
        }
    }

    static void port(String field, int port) {
        if (port < 1 || port > 65535) {
            throw new RefusedException(field, port, "use a number from 1 to 65535");
        }
    }

    static void registry(String server, String credentialsId) {
        if (server.contains("/")) {
            throw new RefusedException("registry", server, "write host or host:port alone, as in the names of images");
        }
        if (server.isEmpty() && !credentialsId.isEmpty()) {
            throw new RefusedException("registry", null, "say to which registry the credentials belong");
        }
        if (!server.isEmpty() && credentialsId.isEmpty()) {
            throw new RefusedException(
                    "registry credentials", null, "choose who logs in, or leave the registry empty for none");
        }
    }

    static void furtherRegistry(String server, String credentialsId) {
        if (server.isEmpty()) {
            throw new RefusedException("further registry", null, "write its host, as in the names of images");
        }
        registry(server, credentialsId);
    }

    /** Each registry has one login for what is delivered, and at most one other for builds. */
    static void registries(SwarmCluster cluster) {
        cluster.getRegistries().forEach(each -> furtherRegistry(each.getServer(), each.getCredentialsId()));
        Set<String> servers = new HashSet<>();
        for (ClusterRegistry registry : cluster.allRegistries()) {
            if (!servers.add(RegistryCredentials.host(registry.getServer()))) {
                throw new RefusedException("registry", registry.getServer(), "there are two logins for it; remove one");
            }
        }
        if (cluster.getRegistryServer().isEmpty()
                && !cluster.getRegistryBuildCredentialsId().isEmpty()) {
            throw new RefusedException("registry", null, "say to which registry the credentials for builds belong");
        }
    }

    /** What may be trusted beside the authorities that Java trusts; empty: nothing. */
    static Optional<String> registryCa(String pem) {
        Optional<String> given = Optional.of(pem.strip()).filter(text -> !text.isEmpty());
        given.ifPresent(text -> ServerTrust.check("registry CA", text));
        return given;
    }

    static void requireMark(String mark) {
        if (!mark.isEmpty()) {
            new TagPattern(mark);
        }
    }

    static void routerService(String service) {
        if (service.isEmpty()) {
            throw new RefusedException("router service", null, "name the Swarm service that runs HAProxy");
        }
    }

    /** Where users or tests reach an application; empty: on the nodes of the router's replicas. */
    static void address(String field, String url) {
        if (!url.isEmpty()) {
            HaproxySettings.requireAddress(field, url);
        }
    }

    static void placement(String placement) {
        SwarmCluster.lines(placement).forEach(Placement::requireConstraint);
    }

    static Set<SpecRules.Permission> allow(String permissions) {
        return SwarmCluster.lines(permissions).stream()
                .map(SpecRules.Permission::parse)
                .collect(Collectors.toSet());
    }

    static void repositories(String patterns) {
        SwarmCluster.lines(patterns).forEach(SpecRules::requireRepository);
    }

    /** Everything that is wrong with a cluster. */
    static List<String> problems(SwarmCluster cluster) {
        List<String> problems = new ArrayList<>();
        boolean secured = !cluster.getCredentialsId().isEmpty() || cluster.isAllowPlaintext();
        List<Runnable> checks = List.of(
                () -> name(cluster.getName()),
                () -> managers(cluster.getManagers(), secured),
                () -> plaintext(cluster.isAllowPlaintext()),
                () -> nodePort(cluster.getNodePort()),
                () -> registry(cluster.getRegistryServer(), cluster.getRegistryCredentialsId()),
                () -> registries(cluster),
                () -> registryCa(cluster.getRegistryCa()),
                () -> requireMark(cluster.getRequireMark()),
                () -> routerService(cluster.getRouterService()),
                () -> port("router service port", cluster.getRouterServicePort()),
                () -> port("router preview port", cluster.getRouterPreviewPort()),
                () -> port("router admin port", cluster.getRouterAdminPort()),
                () -> address("service URL", cluster.getServiceUrl()),
                () -> address("preview URL", cluster.getPreviewUrl()),
                () -> placement(cluster.getPlacement()),
                () -> allow(cluster.getAllow()),
                () -> repositories(cluster.getRepositories()),
                () -> cluster.getDefaults().options());
        for (Runnable check : checks) {
            try {
                check.run();
            } catch (RefusedException e) {
                problems.add("cluster " + cluster.getName() + ": " + e.getMessage());
            }
        }
        return problems;
    }
}
