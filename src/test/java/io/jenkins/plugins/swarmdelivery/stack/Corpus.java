package io.jenkins.plugins.swarmdelivery.stack;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Stack files with what {@code docker stack deploy} posted for them, by version of the Docker client. Run as a program
 * it records the cases that have no recording: {@code Corpus FOLDER DOCKER…}, the newest client first.
 *
 * <p>A case is {@code name.yml}, with {@code name.2.yml} where a second file is merged, and {@code name.json}. Cases that
 * Docker refuses begin with {@code refused-}, and with {@code newer-} where we accept what it refuses.
 */
record Corpus(Path folder) {
    static final String STACK = "shop";

    /** What stands for the folder in recordings. */
    private static final String ANYWHERE = "/anywhere";

    private static final List<String> NEWS = List.of("CheckDuplicate", "EnableIPv6", "NoNewPrivileges");

    private static final ObjectMapper JSON = new ObjectMapper();

    static Corpus ofTests() {
        try {
            return new Corpus(Path.of(Corpus.class.getResource("corpus").toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.matches("[^.]+\\.yml"))
                    .map(file -> file.substring(0, file.length() - 4))
                    .sorted()
                    .toList();
        }
    }

    List<Path> files(String name) {
        Path second = folder.resolve(name + ".2.yml");
        return Files.exists(second)
                ? List.of(folder.resolve(name + ".yml"), second)
                : List.of(folder.resolve(name + ".yml"));
    }

    Map<String, String> values() throws IOException {
        Map<String, String> values = new TreeMap<>();
        Files.readAllLines(folder.resolve("values.env"))
                .forEach(line ->
                        values.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return values;
    }

    /** By version of the client: the posted bodies, or {@code {"refused": why}}. */
    @SuppressWarnings("unchecked")
    Map<String, Object> recorded(String name) throws IOException {
        Map<String, Object> written =
                JSON.readValue(folder.resolve(name + ".json").toFile(), Map.class);
        Map<String, Object> recorded = new LinkedHashMap<>();
        written.forEach(
                (version, body) -> recorded.put(version, body instanceof String same ? written.get(same) : body));
        return recorded;
    }

    /** Bodies in an order of their own, with neither IDs nor the folder, so that they can be compared. */
    Object comparable(Map<String, ? extends List<?>> posted) throws IOException {
        String text = JSON.writeValueAsString(posted).replace(folder.toString(), ANYWHERE);
        Map<?, ?> tree = JSON.readValue(text, Map.class);
        tree.values().forEach(bodies -> sort((List<?>) bodies));
        withoutIds(tree);
        return tree;
    }

    @SuppressWarnings("unchecked")
    private static void sort(List<?> bodies) {
        ((List<Map<String, Object>>) bodies).sort(Comparator.comparing(body -> String.valueOf(body.get("Name"))));
    }

    @SuppressWarnings("unchecked")
    private static void sortReferences(Object references) {
        if (references instanceof List<?> list) {
            ((List<Map<String, Object>>) list)
                    .sort(Comparator.comparing((Map<String, Object> one) ->
                                    String.valueOf(one.get("SecretName")) + one.get("ConfigName"))
                            .thenComparing(one -> String.valueOf(one.get("File"))));
        }
    }

    private static void withoutIds(Object node) {
        if (node instanceof Map<?, ?> map) {
            map.keySet().removeIf(key -> key.equals("SecretID") || key.equals("ConfigID"));
            if (map.get("CredentialSpec") instanceof Map<?, ?> spec) {
                spec.remove("Config");
            }
            // Of one object at several paths: the client takes them out of a map that has no order.
            List.of("Secrets", "Configs").forEach(kind -> sortReferences(map.get(kind)));
            map.values().forEach(Corpus::withoutIds);
        } else if (node instanceof List<?> list) {
            list.forEach(Corpus::withoutIds);
        }
    }

    Object ask(DockerCli docker, String name, Path home) throws IOException, InterruptedException {
        DockerCli.Answer answer = docker.deploy(STACK, files(name), values(), home);
        return answer.refused().isPresent()
                ? Map.of("refused", answer.refused().get().replace(folder.toString(), ANYWHERE))
                : comparable(answer.posted());
    }

    /** What clients have added or given up without a meaning of its own, so that their answers can be compared. */
    static Object withoutNews(Object tree) throws IOException {
        Object copy = JSON.readValue(JSON.writeValueAsString(tree), Object.class);
        removeNews(copy);
        return copy;
    }

    private static void removeNews(Object node) {
        if (node instanceof Map<?, ?> map) {
            NEWS.forEach(name -> map.remove(name, false));
            map.values().forEach(Corpus::removeNews);
        } else if (node instanceof List<?> list) {
            list.forEach(Corpus::removeNews);
        }
    }

    public static void main(String[] args) throws Exception {
        Corpus corpus = new Corpus(Path.of(args[0]).toAbsolutePath());
        Path home = Files.createTempDirectory("docker-config");
        List<DockerCli> clients = new ArrayList<>();
        for (String program : List.of(args).subList(1, args.length)) {
            clients.add(DockerCli.at(Path.of(program)).orElseThrow());
        }
        for (String name : corpus.names()) {
            if (Files.exists(corpus.folder().resolve(name + ".json"))) {
                continue;
            }
            Map<String, Object> recorded = new LinkedHashMap<>();
            for (DockerCli docker : clients) {
                Object answer = corpus.ask(docker, name, home);
                Object plain = withoutNews(answer);
                String same = "";
                for (Map.Entry<String, Object> earlier : recorded.entrySet()) {
                    same = same.isEmpty() && plain.equals(withoutNews(earlier.getValue())) ? earlier.getKey() : same;
                }
                recorded.put(docker.version(), same.isEmpty() ? answer : same);
            }
            Files.writeString(corpus.folder().resolve(name + ".json"), JSON.writeValueAsString(recorded) + "\n");
        }
    }
}
