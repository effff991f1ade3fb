package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;

/**
 * Where a value is written. A value from an alias or {@code extends} keeps the position where it can be corrected.
 *
 * @param line from 1; 0 for what is not in a file
 * @param column from 1
 * @param parent the place of the mapping or list that contains it; null for a whole file
 * @param name of the field in that mapping, or {@code [number]} in that list
 */
record Place(String file, int line, int column, Place parent, String name) {
    private static final int LONGEST_PATH = 300;
    private static final int LONGEST_VALUE = 100;

    static Place of(String file) {
        return new Place(file, 1, 1, null, "");
    }

    Place below(String field, int atLine, int atColumn) {
        return new Place(file, atLine, atColumn, this, field);
    }

    /** The place of something that is not in a file, e.g. a running service. */
    static Place unwritten(String what) {
        return new Place(what, 0, 0, null, "");
    }

    /** The path of fields, e.g. {@code services.web.ports[0]}; empty for a whole file. */
    String path() {
        StringBuilder path = new StringBuilder();
        for (Place at = this; at != null && path.length() < LONGEST_PATH; at = at.parent) {
            boolean dot = path.length() > 0 && path.charAt(0) != '[' && !at.name.isEmpty();
            path.insert(0, dot ? at.name + "." : at.name);
        }
        return shown(path.toString(), LONGEST_PATH);
    }

    /** An error at this place; the message contains the remedy. */
    RefusedException wrong(String message) {
        return new RefusedException(line(message));
    }

    /** An invalid value. */
    RefusedException wrong(String value, String remedy) {
        return wrong("\"" + shown(value, LONGEST_VALUE) + "\" is not valid; " + remedy);
    }

    String line(String message) {
        String path = path();
        String at = line == 0 ? "" : ":" + line + ":" + column;
        return file + at + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }

    /** Shortened, on one line, and without control characters that could move a terminal's cursor. */
    static String shown(String value, int longest) {
        String start = value.length() <= longest ? value : value.substring(0, longest) + "…";
        return start.replaceAll("\\p{Cntrl}", " ");
    }
}
