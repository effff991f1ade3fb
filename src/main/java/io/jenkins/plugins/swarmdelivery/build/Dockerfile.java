package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.RefusedException;
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

/** What must be known of a Dockerfile before it is built: its stages, and whether it needs BuildKit. */
public final class Dockerfile {
    private record Stage(String name, String base) {}

    private static final Pattern SYNTAX = Pattern.compile("#\\s*syntax\\s*=\\s*\\S+.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*\\w+\\s*=.*");
    private static final Pattern FROM =
            Pattern.compile("FROM\\s+(?:--\\S+\\s+)*(\\S+)(?:\\s+AS\\s+(\\S+))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern ARG =
            Pattern.compile("ARG\\s+(\\w+)(?:=[\"']?([^\"']*)[\"']?)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)(?::-([^}]*))?}|(\\w+))");
    private static final Pattern RUN_FLAG =
            Pattern.compile("RUN\\s+(--(?:mount|network|security)\\b).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern COPY_FLAG = Pattern.compile(
            "(?:COPY|ADD)\\s+(?:--\\S+\\s+)*(--(?:link|chmod|parents|exclude|checksum|keep-git-dir)\\b).*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern HEREDOC =
            Pattern.compile("(?:RUN|COPY|ADD)\\s(?:.*\\s)?(<<-?[\"']?\\w+).*", Pattern.CASE_INSENSITIVE);

    private final List<String> instructions = new ArrayList<>();
    private final Optional<String> syntax;

    private Dockerfile(List<String> lines) {
        Optional<String> found = Optional.empty();
        StringBuilder instruction = new StringBuilder();
        boolean top = true;
        for (String line : lines) {
            String text = line.strip();
            if (top && SYNTAX.matcher(text).matches()) {
                found = Optional.of(text);
            }
            top &= DIRECTIVE.matcher(text).matches();
            if (text.startsWith("#") || text.isEmpty()) {
                continue;
            }
            boolean continued = text.endsWith("\\") || text.endsWith("`");
            instruction.append(continued ? text.substring(0, text.length() - 1) : text);
            if (!continued) {
                instructions.add(instruction.toString());
                instruction.setLength(0);
            }
        }
        instructions.add(instruction.toString());
        this.syntax = found;
    }

    /** Throws {@link RefusedException} if the file cannot be read. */
    public static Dockerfile read(Path file) {
        try {
            return new Dockerfile(Files.readAllLines(file));
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /** The first thing in it that the engine's classic builder cannot do, as it is written; empty if it can do all. */
    public Optional<String> needsBuildKit() {
        return instructions.stream()
                .flatMap(text -> List.of(RUN_FLAG, COPY_FLAG, HEREDOC).stream()
                        .map(pattern -> pattern.matcher(text))
                        .filter(Matcher::matches)
                        .map(found -> text.split("\\s+", 2)[0].toUpperCase(Locale.ROOT) + " … " + found.group(1)))
                .findFirst()
                .or(() -> syntax);
    }

    /**
     * The image that a stage stands on, through all stages between, its variables filled in.
     *
     * @param target the stage; empty: the last one
     * @param given build arguments
     * @return as it is written in its FROM; empty if there is no such stage
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
        for (String instruction : instructions) {
            Matcher arg = ARG.matcher(instruction);
            Matcher from = FROM.matcher(instruction);
            if (stages.isEmpty() && arg.matches()) {
                String standard = arg.group(2) == null ? "" : arg.group(2);
                variables.put(arg.group(1), given.getOrDefault(arg.group(1), standard));
            } else if (from.matches()) {
                String name = from.group(2) == null ? "" : from.group(2);
                stages.add(new Stage(name, filled(from.group(1), variables)));
            }
        }
        return stages;
    }

    private static String filled(String text, Map<String, String> variables) {
        return VARIABLE.matcher(text).replaceAll(found -> {
            String name = found.group(1) == null ? found.group(3) : found.group(1);
            String standard = found.group(2) == null ? "" : found.group(2);
            String value = variables.getOrDefault(name, "");
            return Matcher.quoteReplacement(value.isEmpty() ? standard : value);
        });
    }
}
