package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cli.clusters.ClusterSettings.Login;
import io.jenkins.plugins.swarmdelivery.cli.clusters.ClusterSettings.Registry;
import io.jenkins.plugins.swarmdelivery.cli.clusters.YamlObject.Text;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the registries of a cluster: one, or a list of them. */
final class RegistryParser {
    private final Problems problems;
    private final Values values;
    private final List<String> warnings;

    /** @param warnings is added to */
    RegistryParser(Problems problems, Values values, List<String> warnings) {
        this.problems = problems;
        this.values = values;
        this.warnings = warnings;
    }

    List<Registry> parse(YamlObject cluster) {
        List<Registry> registries = new ArrayList<>();
        Set<String> servers = new HashSet<>();
        for (YamlObject object : cluster.objects("registry")) {
            registry(object).ifPresent(registry -> {
                registries.add(registry);
                if (!servers.add(RegistryCredentials.host(registry.server()))) {
                    problems.add(
                            object.node("server"),
                            object.at("server"),
                            registry.server(),
                            "this registry is described already; give it one login, and builds another under build");
                }
            });
        }
        return registries;
    }

    private Optional<Registry> registry(YamlObject registry) {
        if (passwordWritten(registry)) {
            return Optional.empty();
        }
        registry.allow("server", "user", "passwordFile", "ca", "build");
        Optional<Text> server = registry.requiredText("server", "write the host as in the names of its images")
                .filter(text -> {
                    boolean host = !text.value().contains("/");
                    if (!host) {
                        problems.add(text.node(), text.path(), text.value(), "write host or host:port alone");
                    }
                    return host;
                });
        Optional<Login> login = login(registry);
        Optional<Path> ca = registry.has("ca")
                ? values.file(
                        registry, "ca", "name the PEM file of the authority that signed the registry's certificate")
                : Optional.empty();
        Optional<Login> build = registry.object("build").flatMap(this::build);
        return server.isPresent() && login.isPresent()
                ? Optional.of(new Registry(
                        server.get().value(), login.get().user(), login.get().passwordFile(), ca, build))
                : Optional.empty();
    }

    private Optional<Login> build(YamlObject build) {
        if (passwordWritten(build)) {
            return Optional.empty();
        }
        build.allow("user", "passwordFile");
        return login(build);
    }

    private Optional<Login> login(YamlObject object) {
        Optional<Text> user = object.requiredText("user", "write who logs in");
        Optional<Path> password = values.file(object, "passwordFile", "name the file that holds the password");
        password.flatMap(path -> values.exposed(object.at("passwordFile"), path))
                .ifPresent(warnings::add);
        return user.isPresent() && password.isPresent()
                ? Optional.of(new Login(user.get().value(), password.get()))
                : Optional.empty();
    }

    private boolean passwordWritten(YamlObject object) {
        boolean written = object.has("password");
        if (written) {
            problems.add(
                    object.node("password"),
                    object.at("password")
                            + ": a password does not belong here; write it to a file of its own, and name that in"
                            + " passwordFile");
        }
        return written;
    }
}
