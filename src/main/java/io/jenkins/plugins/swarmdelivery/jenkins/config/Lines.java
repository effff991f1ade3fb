package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import java.util.ArrayList;
import java.util.List;

/** A list in Configuration as Code and in a Jenkinsfile is a text with one value per line in a form. */
public final class Lines {
    private Lines() {}

    /** The values of a form's text. */
    public static List<String> of(String text) {
        return of(List.of(fixNull(text)));
    }

    /** The values of a list, which a form submits as a single text. */
    public static List<String> of(List<String> given) {
        return new ArrayList<>(fixNull(given).stream()
                .flatMap(text -> fixNull(text).lines())
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList());
    }

    /** A list as a form shows it. */
    public static String text(List<String> values) {
        return String.join("\n", fixNull(values));
    }
}
