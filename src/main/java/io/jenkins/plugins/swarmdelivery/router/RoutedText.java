package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A route of an application as passed to {@code router init} and {@code router up}:
 * {@code NAME=PORT[,host=NAME][,path=PREFIX][,service=NAME][,adopt=SERVICE][,check=PATH[,expect=TEXT]][,slots=N]
 * [,share=cookie|source][,sticky=cookie][,rate=REQUESTS/SECONDSs]}.
 */
public final class RoutedText {
    private static final String REMEDY = "write NAME=PORT, then host=NAME, path=PREFIX, service=NAME, adopt=SERVICE,"
            + " check=PATH, expect=TEXT, slots=N, share=cookie, sticky=cookie or rate=100/10s, separated by commas, e.g."
            + " shop=8080,host=shop.example.com";

    private RoutedText() {}

    /** @throws RefusedException if it is not written like this, or a value is not allowed */
    public static RoutedApplication parse(String text) {
        String[] parts = text.split(",", -1);
        String[] first = pair(text, parts[0]);
        List<String> hosts = new ArrayList<>();
        String path = RoutedRule.ALL;
        String service = "";
        Optional<String> adopted = Optional.empty();
        Optional<String> check = Optional.empty();
        Optional<ExpectedText> expected = Optional.empty();
        int slots = RoutedApplication.SLOTS;
        UserRules users = UserRules.NONE;
        Set<String> given = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String[] more = pair(text, parts[i]);
            if (!more[0].equals("host") && !given.add(more[0])) {
                throw new RefusedException(
                        "--app", text, "write " + more[0] + "= once; another path or service is a route of its own");
            }
            switch (more[0]) {
                case "host" -> hosts.add(more[1]);
                case "path" -> path = more[1];
                case "service" -> service = more[1];
                case "adopt" -> adopted = Optional.of(more[1]);
                case "check" -> check = Optional.of(more[1]);
                case "expect" -> expected = Optional.of(expected(text, more[1]));
                case "slots" -> slots = number(text, more[1]);
                default -> {
                    if (!UserRules.SETTINGS.contains(more[0])) {
                        throw new RefusedException("--app", text, REMEDY);
                    }
                    users = users.with("--app", more[0], more[1]);
                }
            }
        }
        if (expected.isPresent() && check.isEmpty()) {
            throw new RefusedException(
                    "--app", text, "expect is the text of the answer to HAProxy's check; add check=PATH");
        }
        Optional<ExpectedText> answer = expected;
        Optional<RoutedCheck> checked = check.map(asked -> new RoutedCheck(asked, answer));
        RoutedService backing = new RoutedService(service, number(text, first[1]), adopted, checked, slots);
        return new RoutedApplication(new Application(first[0]), List.of(new RoutedRule(hosts, path, backing)), users);
    }

    /**
     * The applications of these texts; several routes of one application belong together.
     *
     * @throws RefusedException as for {@link #parse}
     */
    public static List<RoutedApplication> parseAll(List<String> texts) {
        Map<Application, RoutedApplication> routed = new LinkedHashMap<>();
        texts.stream()
                .map(RoutedText::parse)
                .forEach(each -> routed.merge(each.application(), each, RoutedApplication::and));
        return List.copyOf(routed.values());
    }

    /** Returns one text per rule; parsing and merging them makes an equal application. */
    static List<String> write(RoutedApplication routed) {
        return routed.rules().stream()
                .map(rule -> write(routed.application(), rule) + routed.users().text())
                .toList();
    }

    private static String write(Application application, RoutedRule rule) {
        RoutedService service = rule.service();
        StringBuilder text = new StringBuilder(application + "=" + service.port());
        rule.hosts().forEach(host -> text.append(",host=").append(host));
        if (!rule.path().equals(RoutedRule.ALL)) {
            text.append(",path=").append(rule.path());
        }
        if (!service.name().isEmpty()) {
            text.append(",service=").append(service.name());
        }
        service.adopted().ifPresent(name -> text.append(",adopt=").append(name));
        service.check().ifPresent(check -> {
            text.append(",check=").append(check.path());
            check.expected().ifPresent(each -> text.append(",expect=").append(encoded(each.text())));
        });
        if (service.slots() != RoutedApplication.SLOTS) {
            text.append(",slots=").append(service.slots());
        }
        return text.toString();
    }

    /** Texts of a route stand in one label, separated by blanks, and their settings by commas. */
    private static String encoded(String text) {
        return text.replace("%", "%25").replace(" ", "%20").replace(",", "%2C");
    }

    private static ExpectedText expected(String text, String encoded) {
        try {
            // Encoded as in a URL, where a plus sign is itself.
            String decoded = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (ExpectedText.isValid(decoded)) {
                return new ExpectedText(decoded);
            }
        } catch (IllegalArgumentException e) {
            // A percent sign without two digits.
        }
        throw new RefusedException(
                "--app",
                text,
                "expect: " + ExpectedText.REMEDY + "; a blank as %20, a comma as %2C, a percent sign as %25");
    }

    private static String[] pair(String text, String part) {
        int equals = part.indexOf('=');
        if (equals < 1 || equals == part.length() - 1) {
            throw new RefusedException("--app", text, REMEDY);
        }
        return new String[] {part.substring(0, equals), part.substring(equals + 1)};
    }

    private static int number(String text, String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new RefusedException("--app", text, REMEDY);
        }
    }
}
