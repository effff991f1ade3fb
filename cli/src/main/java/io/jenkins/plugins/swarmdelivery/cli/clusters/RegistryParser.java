package io.jenkins.plugins.swarmdelivery.cli.clusters;

import io.jenkins.plugins.swarmdelivery.cli.clusters.YamlObject.Text;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterSettings.Registry;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the registries of a cluster. */
final class RegistryParser {
    private final Problems problems;
    private final Values values;
    private final List<String> warnings = new ArrayList<>();

    RegistryParser(Problems problems, Values values) {
        this.problems = problems;
        this.values = values;
    }

    /** What the user should correct in the parsed registries, although it works. */
    List<String> warnings() {
        return warnings;
    }

    List<Registry> parse(YamlObject cluster) {
        List<Registry> registries = new ArrayList<>();
        ClusterFields.DistinctRegistries distinct = new ClusterFields.DistinctRegistries();
        for (YamlObject object :
                cluster.objects("registries", "write - server: HOST for each registry, with its other fields below")) {
            registry(object).ifPresent(registry -> {
                registries.add(registry);
                problems.require(object.node("server"), () -> distinct.check(object.at("server"), registry.server()));
            });
        }
        return registries;
    }

    private Optional<Registry> registry(YamlObject registry) {
        if (passwordWritten(registry)) {
            return Optional.empty();
        }
        registry.allow("server", "user", "passwordFile", "ca", "build");
        Optional<String> server = registry.requiredText("server", "write the host as in image names")
                .flatMap(text -> values.read(text, ClusterFields::registry));
        boolean anonymous = registry.has("ca") && !registry.has("user") && !registry.has("passwordFile");
        Optional<RegistryCredentials> login = anonymous ? Optional.empty() : login(registry, server);
        Optional<Supplier<String>> ca = registry.has("ca")
                ? values.file(
                                registry,
                                "ca",
                                "name the PEM file of the authority that signed the registry's certificate")
                        .map(FileCredentials.Authority::new)
                : Optional.empty();
        Optional<RegistryCredentials> build = registry.object("build").flatMap(object -> build(object, server));
        return server.map(host -> new Registry(host, login, build, ca));
    }

    private Optional<RegistryCredentials> build(YamlObject build, Optional<String> server) {
        if (passwordWritten(build)) {
            return Optional.empty();
        }
        build.allow("user", "passwordFile");
        return login(build, server);
    }

    private Optional<RegistryCredentials> login(YamlObject object, Optional<String> server) {
        Optional<Text> user = object.requiredText("user", "write the user name");
        Optional<Path> password = values.file(object, "passwordFile", "name the file that contains the password");
        password.flatMap(path -> values.warningIfExposed(object.at("passwordFile"), path))
                .ifPresent(warnings::add);
        return server.isPresent() && user.isPresent() && password.isPresent()
                ? Optional.of(new RegistryCredentials(
                        server.get(), user.get().value(), new FileCredentials.Password(password.get())))
                : Optional.empty();
    }

    private boolean passwordWritten(YamlObject object) {
        boolean written = object.has("password");
        if (written) {
            problems.add(
                    object.node("password"),
                    object.at("password")
                            + ": a password is not allowed here; write it to a separate file, and name that file in"
                            + " passwordFile");
        }
        return written;
    }
}
