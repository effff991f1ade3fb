package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The secrets and configs of a spec, looked up in this cluster by name: the same spec fits staging and production,
 * whose objects have different IDs. A name takes precedence over an ID beside it; Docker, too, refuses an ID of another
 * object.
 *
 * @param spec with the IDs of this cluster
 * @param problems what does not exist, with the remedy
 */
public record References(ServiceSpec spec, List<String> problems) {
    private static final String[] CONTAINER = {"TaskTemplate", "ContainerSpec"};

    public static References found(ServiceSpec spec, Swarm swarm) {
        return found(spec, swarm::secret, swarm::config);
    }

    /** The problems of a spec, except for objects that are created with the release. */
    static List<String> missing(ServiceSpec spec, Swarm swarm, ReleaseSpec.Objects coming) {
        return found(spec, with(coming.secrets(), swarm::secret), with(coming.configs(), swarm::config))
                .problems();
    }

    /** Reads all objects that the services of a release name, with one request for each kind. */
    static void preload(ReleaseSpec release, Swarm swarm) {
        ReleaseSpec.Objects coming = release.objects();
        swarm.named(Swarm.Kind.SECRET, names(release, "Secret", coming.secrets()));
        swarm.named(Swarm.Kind.CONFIG, names(release, "Config", coming.configs()));
    }

    private static List<String> names(ReleaseSpec release, String kind, List<String> coming) {
        return release.parts().stream()
                .flatMap(part -> Json.list(Json.at(part.spec().tree(), CONTAINER), kind + "s").stream())
                .flatMap(reference -> Json.text(reference, kind + "Name").stream())
                .filter(name -> !coming.contains(name))
                .distinct()
                .toList();
    }

    private static Function<String, Optional<Swarm.Named>> with(
            List<String> coming, Function<String, Optional<Swarm.Named>> lookup) {
        return name -> coming.contains(name) ? Optional.of(new Swarm.Named(name, name)) : lookup.apply(name);
    }

    private static References found(
            ServiceSpec spec,
            Function<String, Optional<Swarm.Named>> secret,
            Function<String, Optional<Swarm.Named>> config) {
        List<String> problems = new ArrayList<>();
        ServiceSpec found = spec.edited(tree -> {
            resolve(tree, "Secret", secret, problems);
            resolve(tree, "Config", config, problems);
            credentials(tree, config, problems);
        });
        return new References(found, List.copyOf(problems));
    }

    @SuppressWarnings("unchecked")
    private static void resolve(
            Map<String, Object> tree,
            String kind,
            Function<String, Optional<Swarm.Named>> lookup,
            List<String> problems) {
        String list = kind + "s";
        if (!(Json.at(tree, "TaskTemplate", "ContainerSpec", list) instanceof List<?> references)) {
            return;
        }
        for (int i = 0; i < references.size(); i++) {
            if (references.get(i) instanceof Map<?, ?> reference) {
                String field = "TaskTemplate.ContainerSpec." + list + "[" + i + "]";
                resolve((Map<String, Object>) reference, field, kind, lookup, problems);
            }
        }
    }

    private static void resolve(
            Map<String, Object> reference,
            String field,
            String kind,
            Function<String, Optional<Swarm.Named>> lookup,
            List<String> problems) {
        Optional<String> given = Json.text(reference, kind + "Name").or(() -> Json.text(reference, kind + "ID"));
        if (given.isEmpty()) {
            problems.add(field + ": has neither " + kind + "Name nor " + kind + "ID; name it by " + kind + "Name");
            return;
        }
        Optional<Swarm.Named> found = lookup.apply(given.get());
        if (found.isPresent()) {
            reference.put(kind + "ID", found.get().id());
            reference.put(kind + "Name", found.get().name());
        } else {
            problems.add(missing(field, kind, given.get()));
        }
        if (Json.at(reference, "File") == null && Json.at(reference, "Runtime") == null) {
            problems.add(field + ": " + given.get() + " has no File, so no task would find it; write, for example,"
                    + " \"File\": {\"Name\": \"" + given.get() + "\", \"UID\": \"0\", \"GID\": \"0\", \"Mode\": 292}");
        }
    }

    /** The credential spec of a Windows container may be in a config. */
    private static void credentials(
            Map<String, Object> tree, Function<String, Optional<Swarm.Named>> lookup, List<String> problems) {
        Optional<String> given =
                Json.text(tree, "TaskTemplate", "ContainerSpec", "Privileges", "CredentialSpec", "Config");
        if (given.isEmpty()) {
            return;
        }
        Map<String, Object> credentials = Json.object(Json.object(tree, CONTAINER), "Privileges", "CredentialSpec");
        lookup.apply(given.get())
                .ifPresentOrElse(
                        found -> credentials.put("Config", found.id()),
                        () -> problems.add(missing(
                                "TaskTemplate.ContainerSpec.Privileges.CredentialSpec.Config", "Config", given.get())));
    }

    private static String missing(String field, String kind, String name) {
        String word = kind.toLowerCase(Locale.ROOT);
        return word + " " + name + " does not exist (" + field + "); create it first: docker " + word + " create "
                + name + " FILE";
    }
}
