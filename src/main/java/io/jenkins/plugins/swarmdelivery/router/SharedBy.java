package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a user is told from others while two releases share the users of an application. */
public enum SharedBy {
    /** By a cookie, which the router sets while there is a share: for browsers. */
    COOKIE,
    /** By the address that the request comes from: for clients that keep no cookies. */
    SOURCE;

    /** A variable of the process lists the applications that its configuration has rules for. */
    static final String VARIABLE = "proc.shares";

    static final String SHOW = "get var " + VARIABLE;

    private static final String SEPARATOR = "|";
    private static final Pattern SHOWN = Pattern.compile(Pattern.quote(VARIABLE) + ": type=str value=<([a-z0-9_|-]*)>");

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws RefusedException if the word is neither cookie nor source */
    public static SharedBy parse(String option, String word) {
        return Arrays.stream(values())
                .filter(by -> by.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        option, "share=" + word, "use share=cookie for browsers, or share=source to go by address"));
    }

    /** The value of the variable. */
    static String list(List<RoutedApplication> applications) {
        return applications.stream().map(routed -> routed.application().name()).collect(Collectors.joining(SEPARATOR));
    }

    /** Whether the response to {@link #SHOW} lists an application; without the variable, HAProxy reports an error. */
    static boolean listed(String response, Application application) {
        Matcher shown = SHOWN.matcher(response.strip());
        return shown.matches() && List.of(shown.group(1).split("\\|")).contains(application.name());
    }
}
