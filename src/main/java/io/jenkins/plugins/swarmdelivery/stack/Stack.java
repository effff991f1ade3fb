package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The content of one or more stack files in long form, with all variables replaced. */
public final class Stack {
    private static final int MOST_NOTES = 50;
    private static final int MOST_SERVICES = 500;

    private final StackInput input;
    private final RoutedBy routed;
    private final Used used;
    private final Fields merged;
    private final Set<String> notes = new LinkedHashSet<>();

    private Stack(StackInput input, RoutedBy routed) {
        this.input = input;
        this.routed = routed;
        this.used = new Used(input);
        FileReader reader = new FileReader(input, used, this::note);
        Fields all = null;
        for (StackInput.Source source : input.files()) {
            Fields file = reader.read(source);
            all = all == null ? file : merge(all, file);
        }
        if (all == null) {
            throw new RefusedException("--stack", null, "name a stack file");
        }
        if (all.fields("services").values().size() > MOST_SERVICES) {
            throw all.place().wrong("defines more than " + MOST_SERVICES + " services; split it into several stacks");
        }
        merged = all.with("services", wanted(all.fields("services")));
        input.values().secretNames().forEach(name -> requireSecret(name, merged.fields("secrets")));
    }

    /**
     * Reads stack files.
     *
     * @param routed the labels that tell which services users reach
     * @throws RefusedException if they cannot be read, or are invalid; one line per problem: file, line, column, field,
     *     remedy
     */
    public static Stack read(StackInput input, RoutedBy routed) {
        return new Stack(input, routed);
    }

    /** The same for a router other than Traefik. */
    public static Stack read(StackInput input) {
        return read(input, RoutedBy.ROUTES);
    }

    /**
     * What {@code docker stack deploy} would post for them.
     *
     * @param name of the stack, with which the names of its objects begin
     * @throws RefusedException if something that they refer to is missing, or fields contradict each other
     */
    public StackSpecs specs(String name) {
        return new Conversion(name, merged).specs(merged.fields("services"), used);
    }

    /** The secrets kept from an earlier release, by their names in the specs. */
    Map<String, String> keptSecrets(String name) {
        return new Conversion(name, merged).keptSecrets(used);
    }

    /** Secrets whose content is unknown, because the files that they were made from are not available. */
    List<String> unknownSecrets() {
        return new Conversion("", merged).unknownSecrets(used);
    }

    /**
     * What has been read so far, in the form that is kept with a release.
     *
     * @param name of the stack
     * @param secrets the names of the Swarm's secrets, by their names in the specs
     */
    ReleaseSource source(String name, Map<String, String> secrets) {
        Map<String, String> own = new LinkedHashMap<>();
        new Conversion(name, merged).secretNames().forEach((secret, named) -> own.put(secret, secrets.get(named)));
        return used.source(own);
    }

    /** All variables that were mentioned so far, with or without a value. */
    Set<String> variables() {
        return used.variables();
    }

    /**
     * The services with their roles, in the order in which they start.
     *
     * @throws RefusedException if labels or dependencies of a service are invalid
     */
    public List<StackService> services() {
        Map<String, Value> written = merged.fields("services").values();
        Map<String, Value> all =
                routed == RoutedBy.ROUTES_AND_DOCKER_FLOW ? TakenRoutes.onto(written, this::note) : written;
        List<StackService> services = new ArrayList<>();
        all.forEach((name, service) -> services.add(Roles.of(name, (Fields) service, routed)));
        return StartOrder.of(services, merged.fields("services"), this::note);
    }

    /** The fields of a service in the files. */
    Optional<Fields> written(String service) {
        return Optional.ofNullable((Fields) merged.fields("services").get(service));
    }

    /** The number of tasks of a service; 1 for a global service, or if the file does not set it. */
    public long replicas(String service) {
        Fields deploy = merged.fields("services").fields(service).fields("deploy");
        return Numbers.whole(deploy, "replicas", 0, Long.MAX_VALUE).orElse(1L);
    }

    /** Notes that are not errors: fields that are ignored, and services that are left out. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private static void requireSecret(String name, Fields secrets) {
        if (!secrets.has(name)) {
            String remedy = secrets.values().isEmpty()
                    ? "define it below the top-level secrets"
                    : "the stack file defines "
                            + String.join(", ", secrets.values().keySet());
            throw new RefusedException(
                    "secrets", name, Guess.question(name, secrets.values().keySet(), remedy));
        }
        if (secrets.fields(name).flag("external")) {
            throw secrets.get(name)
                    .place()
                    .wrong("is external, but its content is given; remove external: true, or do not give the content");
        }
    }

    private void note(String note) {
        if (notes.size() < MOST_NOTES) {
            notes.add(note);
        }
    }

    /** Services are merged field by field; other objects are replaced by the later definition. */
    private static Fields merge(Fields base, Fields over) {
        Map<String, Value> services =
                new LinkedHashMap<>(base.fields("services").values());
        over.fields("services")
                .values()
                .forEach((name, service) -> services.merge(
                        name, service, (below, above) -> Merging.ofFiles((Fields) below, (Fields) above)));
        Fields merged = base.with("services", new Fields(base.place(), services));
        for (String kind : FileReader.OBJECTS) {
            Map<String, Value> objects = new LinkedHashMap<>(base.fields(kind).values());
            objects.putAll(over.fields(kind).values());
            merged = merged.with(kind, new Fields(base.place(), objects));
        }
        return merged;
    }

    private Fields wanted(Fields services) {
        Map<String, Value> wanted = new LinkedHashMap<>();
        services.values().forEach((name, value) -> {
            List<String> profiles = ((Fields) value).texts("profiles");
            if (profiles.isEmpty() || profiles.stream().anyMatch(input.profiles()::contains)) {
                wanted.put(name, value);
            } else {
                note(value.place()
                        .line("is left out; it belongs to the profile " + String.join(" or ", profiles)
                                + "; include it with --profile"));
            }
        });
        if (wanted.isEmpty()) {
            throw services.place().wrong("no service is defined; add one below services:");
        }
        return new Fields(services.place(), wanted);
    }
}
