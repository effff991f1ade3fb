package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Users of an application get a maintenance page for now; tests still reach it.
 *
 * @param since when the first of them got it
 * @param by who wrote it last
 * @param message for users; empty: the router's own words
 */
public record Pause(Instant since, String by, Optional<String> message) {
    private static final int LONGEST = 200;
    /** Invisible, and able to make a text look like another one. */
    private static final Set<Byte> REFUSED = Set.of(
            Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.SURROGATE);

    /** @throws RefusedException if the message is empty, too long, or has more than one line */
    public Pause {
        message.ifPresent(text -> {
            if (text.isBlank() || text.length() > LONGEST) {
                throw new RefusedException("--message", text, "use 1 to " + LONGEST + " characters");
            }
            if (text.codePoints().anyMatch(character -> REFUSED.contains((byte) Character.getType(character)))) {
                throw new RefusedException("--message", text, "write it in one line, without control characters");
            }
        });
    }

    /** Who and what, for a message; the caller says since when. */
    public String describe() {
        return "by " + by + message.map(text -> ": " + text).orElse("");
    }

    /**
     * The pause as the router has it.
     *
     * @param durable empty: users reach the application
     * @param differing the replicas that treat users otherwise, one line each
     */
    public record Seen(Optional<Pause> durable, List<String> differing) {
        public static final Seen NONE = new Seen(Optional.empty(), List.of());
    }
}
