package io.jenkins.plugins.swarmdelivery.build;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what the engine's classic builder refuses, or silently does differently from BuildKit. */
final class BuildKitNeeds {
    private static final Pattern ONBUILD = Pattern.compile("^(?:ONBUILD\\s+)+", Pattern.CASE_INSENSITIVE);
    private static final Pattern RUN_FLAG =
            Pattern.compile("RUN\\s+(--[a-z][a-z-]*)(?:[=\\s].*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern COPY_FLAG = Pattern.compile(
            "(?:COPY|ADD)\\s+(?:--(?:from|chown)=\\S+\\s+)*(--[a-z][a-z-]*)(?:[=\\s].*)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern GIT = Pattern.compile(
            "ADD\\s(?:.*\\s)?(git@\\S+|(?:https?|ssh|git)://\\S+\\.git(?:#\\S*)?)\\s.*", Pattern.CASE_INSENSITIVE);

    /** Arguments that BuildKit sets: the platform of the image and of the builder's machine. */
    private static final Pattern PLATFORM = Pattern.compile("\\b(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)\\b");

    private static final Pattern DECLARED = Pattern.compile("ARG\\s.*", Pattern.CASE_INSENSITIVE);
    private static final Pattern STAGE = Pattern.compile("FROM\\s.*", Pattern.CASE_INSENSITIVE);
    private static final Set<String> COMMON_FLAGS = Set.of("--from", "--chown");

    private final DockerfileText text;
    private final Map<String, String> given;

    /** @param given build arguments; BuildKit does not set those */
    BuildKitNeeds(DockerfileText text, Map<String, String> given) {
        this.text = text;
        this.given = given;
    }

    /** The part of an instruction that needs BuildKit, as written; empty if there is none. */
    Optional<String> of(String written) {
        String instruction = ONBUILD.matcher(written).replaceFirst("");
        String name = instruction.split("\\s+", 2)[0].toUpperCase(Locale.ROOT);
        return flag(instruction)
                .or(() -> text.heredoc(instruction))
                .or(() -> first(GIT, instruction))
                .or(() -> platform(instruction))
                .map(found -> name + " … " + found);
    }

    private static Optional<String> flag(String instruction) {
        return first(RUN_FLAG, instruction)
                .or(() -> first(COPY_FLAG, instruction))
                .map(flag -> flag.toLowerCase(Locale.ROOT))
                .filter(flag -> !COMMON_FLAGS.contains(flag));
    }

    private Optional<String> platform(String instruction) {
        if (!DECLARED.matcher(instruction).matches()
                && !STAGE.matcher(instruction).matches()) {
            return Optional.empty();
        }
        return PLATFORM.matcher(instruction)
                .results()
                .map(found -> found.group())
                .filter(variable -> !given.containsKey(variable))
                .findFirst();
    }

    private static Optional<String> first(Pattern pattern, String instruction) {
        Matcher found = pattern.matcher(instruction);
        return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
