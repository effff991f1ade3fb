package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Replaces the variables in a text: {@code $X}, {@code ${X}}, {@code ${X:-default}}, {@code ${X-default}},
 * {@code ${X:?message}}, {@code ${X?message}}, {@code ${X:+instead}}, {@code ${X+instead}}; {@code $$} is a dollar.
 * Defaults, messages and replacements may contain variables. With a colon, an empty value counts as none.
 */
final class Interpolation {
    private static final int DEEPEST = 20;

    /** Far longer than any value, yet small compared with the memory that nested variables could fill. */
    private static final int LONGEST = YamlReader.LARGEST;

    /** The value of a variable; empty if it has none. */
    interface Lookup {
        Optional<String> get(String name);

        /** The variable is mentioned where its value does not count. */
        default void mentioned(String name) {}
    }

    private final Place place;
    private final String text;
    private final Lookup lookup;
    private final Consumer<String> unset;
    private final boolean shown;
    private int at;
    private int depth;

    private Interpolation(Place place, String text, Lookup lookup, Consumer<String> unset, boolean shown) {
        this.place = place;
        this.text = text;
        this.lookup = lookup;
        this.unset = unset;
        this.shown = shown;
    }

    /**
     * The same for a text that may be a secret: no message shows it. A variable with neither value nor default is
     * empty.
     */
    static String fillHidden(Place place, String text, Lookup lookup) {
        return text.indexOf('$') < 0
                ? text
                : new Interpolation(place, text, lookup, name -> {}, false).until(false, true);
    }

    /**
     * The text with its variables replaced.
     *
     * @param unset receives each variable that has neither value nor default; it is replaced with nothing
     * @throws RefusedException if a variable is malformed, or one that must have a value has none
     */
    static String fill(Place place, String text, Lookup lookup, Consumer<String> unset) {
        return text.indexOf('$') < 0 ? text : new Interpolation(place, text, lookup, unset, true).until(false, true);
    }

    /**
     * Replaces up to the end, or to the brace that closes a variable; if {@code used} is false, nothing is looked up.
     */
    private String until(boolean brace, boolean used) {
        StringBuilder filled = new StringBuilder();
        while (at < text.length() && !(brace && text.charAt(at) == '}')) {
            char next = text.charAt(at++);
            filled.append(next == '$' ? variable(used) : String.valueOf(next));
            if (filled.length() > LONGEST) {
                throw place.wrong("exceeds 1 MB with its variables replaced; shorten them");
            }
        }
        return filled.toString();
    }

    private String variable(boolean used) {
        if (at < text.length() && text.charAt(at) == '$') {
            at++;
            return "$";
        }
        boolean braced = at < text.length() && text.charAt(at) == '{';
        at += braced ? 1 : 0;
        String name = name();
        if (name.isEmpty()) {
            throw invalid();
        }
        if (!braced) {
            return plain(name, used);
        }
        if (++depth > DEEPEST) {
            throw place.wrong("variables are nested too deep; set one of them to a plain value");
        }
        String value = at < text.length() && text.charAt(at) == '}' ? value(name, used) : operator(name, used);
        if (at++ >= text.length()) {
            throw invalid();
        }
        depth--;
        return value;
    }

    /** Docker reads what follows {@code $X-} or {@code $X?} as a default or a message, Compose as text. */
    private String plain(String name, boolean used) {
        String rest = text.substring(at);
        if (rest.matches("(?s):?[-?].*")) {
            throw wrong("docker stack and Compose read what follows $" + name + " differently; write ${" + name
                    + "} for only the value, or ${" + name + ":-…} for a default");
        }
        return value(name, used);
    }

    private String name() {
        int start = at;
        while (at < text.length() && part(text.charAt(at), at > start)) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean part(char character, boolean within) {
        return character == '_'
                || (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (within && character >= '0' && character <= '9');
    }

    private String operator(String name, boolean used) {
        boolean colon = at < text.length() && text.charAt(at) == ':';
        at += colon ? 1 : 0;
        char operator = at < text.length() ? text.charAt(at++) : ' ';
        Optional<String> value = look(name, used).filter(set -> !(colon && set.isEmpty()));
        return switch (operator) {
            case '-' -> {
                String instead = until(true, used && value.isEmpty());
                yield value.orElse(instead);
            }
            case '+' -> {
                String instead = until(true, used && value.isPresent());
                yield value.isPresent() ? instead : "";
            }
            case '?' -> {
                String message = until(true, used && value.isEmpty());
                if (used && value.isEmpty()) {
                    throw place.wrong("the variable " + name + " has no value: " + Place.shown(message, 300) + "; "
                            + "set it with --set or --env-file");
                }
                yield value.orElse("");
            }
            default -> throw invalid();
        };
    }

    private String value(String name, boolean used) {
        Optional<String> value = look(name, used);
        if (used && value.isEmpty()) {
            unset.accept(name);
        }
        return value.orElse("");
    }

    private Optional<String> look(String name, boolean used) {
        if (!used) {
            lookup.mentioned(name);
            return Optional.empty();
        }
        return lookup.get(name);
    }

    private RefusedException invalid() {
        return wrong("write ${NAME} for a variable, and $$ for a dollar");
    }

    private RefusedException wrong(String remedy) {
        return shown ? place.wrong(text, remedy) : place.wrong("the value is not valid; " + remedy);
    }
}
