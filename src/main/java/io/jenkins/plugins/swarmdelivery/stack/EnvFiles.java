package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of {@code NAME=VALUE} lines: the {@code env_file} of a service, and the values of a stack file's variables. */
final class EnvFiles {
    /** Characters: values can refer to earlier ones, and so grow beyond the size of the file. */
    private static final int MOST_OF_ALL = 4 << 20;

    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*=[ \\t]*(.*)", Pattern.DOTALL);

    private EnvFiles() {}

    /**
     * Reads the {@code env_file} of a service. Docker takes lines as they are: quotes and trailing spaces are part of
     * the value. A name without {@code =} takes its value from outside, and is omitted if there is none.
     */
    static Map<String, Optional<String>> ofService(String file, byte[] content, Interpolation.Lookup values) {
        Map<String, Optional<String>> found = new LinkedHashMap<>();
        int number = 0;
        for (String written : lines(YamlReader.text(file, content))) {
            number++;
            String line = written.stripLeading();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String name = equals < 0 ? line : line.substring(0, equals);
            if (name.isEmpty() || name.matches(".*[ \\t].*")) {
                throw new RefusedException(file + ":" + number + ": \"" + Place.shown(name, 100)
                        + "\" is not valid; write NAME=VALUE, without spaces in or after the name");
            }
            if (equals >= 0) {
                found.put(name, Optional.of(line.substring(equals + 1)));
            } else {
                values.get(name).ifPresent(value -> found.put(name, Optional.of(value)));
            }
        }
        return found;
    }

    /**
     * Reads a file as Compose reads {@code .env}: quotes are removed, a comment begins with a space and #, and
     * variables are replaced except between single quotes.
     *
     * @param known the variables that values may refer to, besides earlier ones in the file
     */
    static Map<String, String> values(String file, byte[] content, Interpolation.Lookup known) {
        Map<String, String> found = new LinkedHashMap<>();
        int number = 0;
        long left = MOST_OF_ALL;
        for (String written : lines(YamlReader.text(file, content))) {
            number++;
            String line = written.strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Place place = new Place(file, number, 1, null, "");
            Matcher matcher = ASSIGNMENT.matcher(line);
            if (!matcher.matches()) {
                // The line may hold a secret: it is not shown.
                throw place.wrong("must be NAME=VALUE, a comment, or empty");
            }
            String value = value(
                    place,
                    matcher.group(2),
                    name -> Optional.ofNullable(found.get(name)).or(() -> known.get(name)));
            left -= value.length();
            if (left < 0) {
                throw place.wrong("the values of the file exceed 4 MB together; shorten them");
            }
            found.put(matcher.group(1), value);
        }
        return found;
    }

    private static String value(Place place, String written, Interpolation.Lookup lookup) {
        char quote = written.isEmpty() ? ' ' : written.charAt(0);
        if (quote != '\'' && quote != '"') {
            String plain = written.replaceFirst("(^|\\s+)#.*", "").stripTrailing();
            return Interpolation.fillHidden(place, plain, lookup);
        }
        int end = 1;
        while (end < written.length() && written.charAt(end) != quote) {
            end += quote == '"' && written.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= written.length() || !written.substring(end + 1).matches("\\s*(#.*)?")) {
            throw place.wrong("the quote " + quote + " is not closed; close it at the end of the value");
        }
        String inner = written.substring(1, end);
        return quote == '\'' ? inner : Interpolation.fillHidden(place, unescaped(inner), lookup);
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\\"", "\"")
                .replace("\\\\", "\\");
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }
        return lines;
    }
}
