package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.SourceFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The folder and the values from which a stack is read, and a record of what was used, from which the stack can be read
 * again. The contents of secrets are not recorded.
 */
final class Used implements StackFolder {
    private final StackInput input;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Set<String> missing = new TreeSet<>();
    private final Set<String> ofSecrets = new TreeSet<>();
    private final Set<String> variables = new TreeSet<>();
    private final Set<String> mentioned = new TreeSet<>();
    private final Set<String> variablesOfSecrets = new TreeSet<>();
    private String folder = "";

    Used(StackInput input) {
        this.input = input;
    }

    /** The contents of secrets that do not come from the stack file. */
    SecretContents secrets() {
        return input.values().secrets();
    }

    Optional<String> value(String name) {
        variables.add(name);
        return input.values().get(name);
    }

    /** The variables of a file; the value of one that is only mentioned is not recorded. */
    Interpolation.Lookup lookup() {
        return new Interpolation.Lookup() {
            @Override
            public Optional<String> get(String name) {
                return value(name);
            }

            @Override
            public void mentioned(String name) {
                mentioned.add(name);
            }
        };
    }

    /** One that a secret is made of. */
    Optional<String> secretValue(String name) {
        variablesOfSecrets.add(name);
        return input.values().get(name).or(() -> input.values().secrets().variable(name));
    }

    @Override
    public byte[] read(String path, int most) throws IOException {
        try {
            byte[] content = input.folder().read(path, most);
            files.put(path, content);
            return content;
        } catch (NoSuchFileException e) {
            missing.add(path);
            throw e;
        }
    }

    /** One that a secret is made of. */
    byte[] readSecret(String path, int most) throws IOException {
        ofSecrets.add(path);
        return input.folder().read(path, most);
    }

    @Override
    public String absolute(String path) {
        folder = input.folder().absolute("");
        return input.folder().absolute(path);
    }

    /** All variables that the files name, with or without a value. */
    Set<String> variables() {
        Set<String> all = new TreeSet<>(variables);
        all.addAll(mentioned);
        all.addAll(variablesOfSecrets);
        return all;
    }

    /** @param secrets the names of the Swarm's secrets, by their names in the stack file */
    ReleaseSource source(Map<String, String> secrets) {
        Map<String, ReleaseSource.GivenValue> values = new LinkedHashMap<>();
        variables.forEach(name -> input.values().find(name).ifPresent(value -> values.put(name, value)));
        List<SourceFile> stack = input.files().stream()
                .map(file -> SourceFile.of(file.name(), file.content()))
                .toList();
        List<SourceFile> others = new ArrayList<>();
        files.forEach((path, content) -> {
            // A file that a secret is made from stays hidden, whatever else uses it.
            if (!ofSecrets.contains(path)) {
                others.add(SourceFile.of(path, content));
            }
        });
        return new ReleaseSource(
                new ReleaseSource.Texts(stack, others, List.copyOf(missing), folder),
                new ReleaseSource.Settings(
                        values, input.profiles().stream().sorted().toList(), input.allowUnset()),
                secrets,
                "");
    }
}
