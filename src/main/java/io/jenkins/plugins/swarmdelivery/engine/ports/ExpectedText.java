package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.regex.Pattern;

/** A text that the body of an answer must contain, in exactly these letters. */
public record ExpectedText(String text) {
    private static final int LONGEST = 100;
    private static final Pattern VALID = Pattern.compile("[^\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029\\ud800-\\udfff]+");

    /** The part of a body that is searched, in bytes: all that it has up to here. */
    public static final int SEARCHED = 8 * 1024;

    /** How to write it, for messages. */
    public static final String REMEDY =
            "write the text that the answer contains, at most " + LONGEST + " characters on one line, e.g. ok";

    /** @throws RefusedException if it is blank, too long, or has control characters */
    public ExpectedText {
        if (!isValid(text)) {
            throw new RefusedException("expect", text, REMEDY);
        }
    }

    /** Whether a route can expect this. */
    public static boolean isValid(String text) {
        return !text.isBlank()
                && text.length() <= LONGEST
                && VALID.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
