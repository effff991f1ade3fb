package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Locale;

/** Which of an application's two sets of services runs a release. */
public enum Color {
    BLUE,
    GREEN;

    public Color other() {
        return this == BLUE ? GREEN : BLUE;
    }

    /** The word in service names, labels and router maps: {@code blue} or {@code green}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws RefusedException if the text is neither {@code blue} nor {@code green} */
    public static Color parse(String text) {
        for (Color color : values()) {
            if (color.word().equals(text)) {
                return color;
            }
        }
        throw new RefusedException("color", text, "use blue or green");
    }

    @Override
    public String toString() {
        return word();
    }
}
