package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.RoutedApplication;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An application as passed to {@code router init}: {@code NAME=PORT[,host=NAME][,adopt=SERVICE][,check=PATH]}. */
final class RoutedText {
    private static final String REMEDY = "write NAME=PORT, then host=NAME, adopt=SERVICE, check=PATH or slots=N,"
            + " separated by commas, e.g. shop=8080,host=shop.example.com";

    private RoutedText() {}

    static RoutedApplication parse(String text) {
        String[] parts = text.split(",", -1);
        String[] first = pair(text, parts[0]);
        List<String> hosts = new ArrayList<>();
        Optional<String> adopted = Optional.empty();
        Optional<String> check = Optional.empty();
        int slots = RoutedApplication.SLOTS;
        for (int i = 1; i < parts.length; i++) {
            String[] more = pair(text, parts[i]);
            switch (more[0]) {
                case "host" -> hosts.add(more[1]);
                case "adopt" -> adopted = Optional.of(more[1]);
                case "check" -> check = Optional.of(more[1]);
                case "slots" -> slots = number(text, more[1]);
                default -> throw new RefusedException("--app", text, REMEDY);
            }
        }
        return new RoutedApplication(new Application(first[0]), number(text, first[1]), hosts, adopted, check, slots);
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
