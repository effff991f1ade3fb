package io.jenkins.plugins.swarmdelivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages say of each other and of the code. */
class DocsTest {
    /** The command line's lane runs in its own folder. */
    static final Path PROJECT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINE_BREAK_IN_TEXT = Pattern.compile("\"\\s*\\+\\s*\"");
    /** So many words in a row are of one message and no other. */
    private static final int WORDS = 3;
    /** What Docker and curl say, and what our code puts together of single words. */
    private static final Set<String> NOT_IN_THE_CODE = Set.of(
            "network host: …",
            "… rejected: …",
            "tests ended with N",
            "Could not resolve host",
            "Multi-platform build is not supported …",
            "… pending (no suitable node …)",
            "the job waits: no suitable node …");

    @Test
    void linksLeadToPagesAndHeadingsThatExist() {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            Matcher link = LINK.matcher(withoutCode(read(page)));
            while (link.find()) {
                links++;
                if (!link.group(1).contains("://") && !leadsSomewhere(page, link.group(1))) {
                    broken.add(page + " → " + link.group(1));
                }
            }
        }
        assertThat(links).isGreaterThan(50);
        assertThat(broken).isEmpty();
    }

    @Test
    void troubleshootingListsMessagesOfTheCode() {
        String code = code();
        List<String> messages = messages();
        assertThat(messages).hasSizeGreaterThan(50);
        assertThat(messages)
                .filteredOn(message -> Stream.of(runs(message)).noneMatch(code::contains))
                .as("messages of which no three words in a row stand in the code")
                .isEmpty();
    }

    private static boolean leadsSomewhere(Path page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        if (!Files.exists(target)) {
            return false;
        }
        return parts.length == 1 || anchors(read(target)).contains(parts[1]);
    }

    /** As GitHub makes them. */
    private static Set<String> anchors(String page) {
        return HEADING.matcher(page)
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String withoutCode(String page) {
        return page.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "");
    }

    /** The first column of the tables whose head is {@code message}. */
    private static List<String> messages() {
        List<String> found = new ArrayList<>();
        boolean inTable = false;
        for (String line :
                read(PROJECT.resolve("docs/troubleshooting.md")).lines().toList()) {
            inTable = line.startsWith("| message |") || inTable && line.startsWith("|");
            if (inTable) {
                String column = line.replaceFirst(" \\| .*", "");
                CODE.matcher(column).results().map(code -> code.group(1)).forEach(found::add);
            }
        }
        found.removeAll(NOT_IN_THE_CODE);
        return found;
    }

    private static String[] runs(String message) {
        return Arrays.stream(message.split("…"))
                .map(part -> part.strip().split("\\s+"))
                .flatMap(words -> IntStream.rangeClosed(0, Math.max(0, words.length - WORDS))
                        .mapToObj(from -> String.join(
                                " ", Arrays.asList(words).subList(from, Math.min(words.length, from + WORDS)))))
                .filter(run -> !run.isBlank())
                .toArray(String[]::new);
    }

    private static String code() {
        return Stream.of("src/main/java", "src/main/resources", "cli/src/main/java")
                .map(PROJECT::resolve)
                .flatMap(DocsTest::files)
                .map(file ->
                        LINE_BREAK_IN_TEXT.matcher(read(file)).replaceAll("").replace("\\\"", "\""))
                .collect(Collectors.joining("\n"));
    }

    private static List<Path> pages() {
        return Stream.concat(
                        Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
                                .map(PROJECT::resolve),
                        files(PROJECT.resolve("docs"))
                                .filter(page -> page.toString().endsWith(".md")))
                .toList();
    }

    static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
