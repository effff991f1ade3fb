package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a build needs to know about a Dockerfile in advance: its stages, and whether it needs BuildKit. */
public final class Dockerfile {
    private record Stage(String name, String base) {}

    private static final Pattern FROM =
            Pattern.compile("FROM\\s+(?:--\\S+\\s+)*(\\S+)(?:\\s+AS\\s+(\\S+))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ARG = Pattern.compile("ARG\\s+(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ARGUMENT = Pattern.compile("(\\w+)(?:=(\"[^\"]*\"|'[^']*'|\\S*))?");
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)(?::?([-+])([^}]*))?}|(\\w+))");
    private static final Pattern COPIED = Pattern.compile("COPY\\s.*?--from=(\\S+).*", Pattern.CASE_INSENSITIVE);

    private final DockerfileText text;

    private Dockerfile(DockerfileText text) {
        this.text = text;
    }

    /** @throws RefusedException if the file cannot be read */
    public static Dockerfile read(Path file) {
        try {
            return new Dockerfile(new DockerfileText(Files.readAllLines(file)));
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * The first part, as written, that the engine's classic builder cannot do or would do differently; empty if there
     * is none.
     *
     * @param given build arguments
     */
    public Optional<String> needsBuildKit(Map<String, String> given) {
        BuildKitNeeds needs = new BuildKitNeeds(text, given);
        return text.instructions().stream()
                .flatMap(instruction -> needs.of(instruction).stream())
                .findFirst()
                .or(text::syntax);
    }

    /**
     * The base image of a stage, followed through other stages, with variables substituted.
     *
     * @param target the stage; empty for the last one
     * @param given build arguments
     * @return as written in its FROM; empty if there is no such stage
     */
    public Optional<String> base(Optional<String> target, Map<String, String> given) {
        List<Stage> stages = stages(given);
        Optional<Stage> stage = target.isPresent()
                ? target.flatMap(name -> named(stages, name))
                : stages.isEmpty() ? Optional.empty() : Optional.of(stages.get(stages.size() - 1));
        for (int steps = 0; steps < stages.size() && stage.isPresent(); steps++) {
            Optional<Stage> below = named(stages, stage.get().base());
            if (below.isEmpty()) {
                break;
            }
            stage = below;
        }
        return stage.map(Stage::base);
    }

    /**
     * The image that a step pulls: a FROM that names no stage, a COPY from no stage.
     *
     * @param step the instruction, as a builder shows it
     * @param froms the number of FROM instructions up to this step
     * @param given build arguments
     */
    public Optional<String> pulled(String step, int froms, Map<String, String> given) {
        List<Stage> stages = stages(given);
        if (step.toUpperCase(Locale.ROOT).startsWith("FROM ")) {
            return froms < 1 || froms > stages.size()
                    ? Optional.empty()
                    : Optional.of(stages.get(froms - 1).base())
                            .filter(base ->
                                    named(stages.subList(0, froms - 1), base).isEmpty());
        }
        Matcher copied = COPIED.matcher(step);
        return copied.matches()
                ? Optional.of(copied.group(1))
                        .filter(from -> named(stages, from).isEmpty())
                : Optional.empty();
    }

    private static Optional<Stage> named(List<Stage> stages, String name) {
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).name().equalsIgnoreCase(name)
                    || Integer.toString(i).equals(name)) {
                return Optional.of(stages.get(i));
            }
        }
        return Optional.empty();
    }

    private List<Stage> stages(Map<String, String> given) {
        List<Stage> stages = new ArrayList<>();
        Map<String, String> variables = new LinkedHashMap<>();
        for (String instruction : text.instructions()) {
            Matcher arg = ARG.matcher(instruction);
            Matcher from = FROM.matcher(instruction);
            if (stages.isEmpty() && arg.matches()) {
                arguments(arg.group(1), given, variables);
            } else if (from.matches()) {
                String name = from.group(2) == null ? "" : from.group(2);
                stages.add(new Stage(name, substituted(from.group(1), variables)));
            }
        }
        return stages;
    }

    private static void arguments(String declared, Map<String, String> given, Map<String, String> variables) {
        Matcher argument = ARGUMENT.matcher(declared);
        while (argument.find()) {
            String standard = argument.group(2) == null ? "" : argument.group(2).replaceAll("[\"']", "");
            String name = argument.group(1);
            variables.put(name, given.getOrDefault(name, substituted(standard, variables)));
        }
    }

    private static String substituted(String text, Map<String, String> variables) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String value = variables.getOrDefault(found.group(1) == null ? found.group(4) : found.group(1), "");
            String other = found.group(3) == null ? "" : found.group(3);
            // With a plus, the alternative applies only if the variable is set; otherwise only if it is not.
            boolean otherwise = "+".equals(found.group(2)) != value.isEmpty();
            return Matcher.quoteReplacement(otherwise ? other : "+".equals(found.group(2)) ? "" : value);
        });
    }
}
