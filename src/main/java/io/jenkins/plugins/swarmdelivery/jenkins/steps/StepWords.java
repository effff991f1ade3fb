package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * The engine's remedies name options of the command line; this replaces them with the parameters of steps for a
 * Jenkinsfile.
 */
final class StepWords {
    private static final Map<Pattern, String> WORDS = Map.of(
            Pattern.compile("--set\\b"), "values",
            Pattern.compile("--env-file\\b"), "envFiles",
            Pattern.compile("--allow-unset\\b"), "allowUnset: true",
            Pattern.compile("--profile\\b"), "profiles",
            Pattern.compile("--image\\b"), "images",
            // The command adopt has no step: its remedy stays as it is to be typed.
            Pattern.compile("(?<!\\badopt CLUSTER \\S{1,100} )--stack\\b"), "stack",
            Pattern.compile("--spec FILE\\.json"), "spec: readFile('FILE.json')",
            Pattern.compile("--drop-ports"), "dropPorts: true",
            Pattern.compile("--replicas (\\d+)"), "replicas: $1",
            Pattern.compile("rollback CLUSTER \\S+ --to (\\S+)"), "swarmRollback with to: '$1'");

    private StepWords() {}

    static String of(String message) {
        String text = message;
        for (Map.Entry<Pattern, String> word : WORDS.entrySet()) {
            text = word.getKey().matcher(text).replaceAll(word.getValue());
        }
        return text;
    }
}
