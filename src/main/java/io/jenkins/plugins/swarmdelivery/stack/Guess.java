package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.Nearest;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Guesses the intended word from a misspelled one, including swapped letters. */
final class Guess {
    private Guess() {}

    static Optional<String> of(String word, Collection<String> known) {
        return Nearest.to(word, known)
                .or(() -> known.stream()
                        .filter(one -> letters(one).equals(letters(word)))
                        .findFirst());
    }

    /** The question {@code did you mean …?}, or else another text. */
    static String question(String word, Collection<String> known, String otherwise) {
        return of(word, known).map(near -> "did you mean " + near + "?").orElse(otherwise);
    }

    private static String letters(String word) {
        return word.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
    }
}
