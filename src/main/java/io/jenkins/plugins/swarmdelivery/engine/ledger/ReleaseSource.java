package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a release of a stack was made from: it allows the release to be made again with other values, here or in another
 * cluster. It has no content of a secret.
 *
 * @param secrets the names of the Swarm's secrets, by the names in the stack file
 * @param omitted why the texts are not kept; empty: they are
 */
public record ReleaseSource(Texts texts, Settings settings, Map<String, String> secrets, String omitted) {
    /**
     * The files that were read.
     *
     * @param stack the stack files, in order
     * @param files the files that they refer to, under the paths as written; none with the content of a secret
     * @param missing optional files that they refer to and that did not exist
     * @param folder the absolute path that paths on nodes are relative to; empty if there are none
     */
    public record Texts(List<SourceFile> stack, List<SourceFile> files, List<String> missing, String folder) {
        static final Texts NONE = new Texts(List.of(), List.of(), List.of(), "");

        public Texts {
            stack = List.copyOf(stack);
            files = List.copyOf(files);
            missing = List.copyOf(missing);
        }
    }

    /**
     * The settings with which they were read.
     *
     * @param values of the variables that the files use, by name; none that only secrets use
     * @param profiles that were selected
     * @param allowUnset whether a variable without a value is empty, instead of an error
     */
    public record Settings(Map<String, GivenValue> values, List<String> profiles, boolean allowUnset) {
        public Settings {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
            profiles = List.copyOf(profiles);
        }
    }

    /** @param origin for people, e.g. {@code --set}, {@code --env-file production.env}, {@code cluster production} */
    public record GivenValue(String value, String origin) {
        /** Without the value, which may be confidential. */
        @Override
        public String toString() {
            return "from " + origin;
        }
    }

    public ReleaseSource {
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    }

    /** Without the texts and values, if they take too much room. */
    public ReleaseSource without(String why) {
        return new ReleaseSource(
                Texts.NONE, new Settings(Map.of(), settings.profiles(), settings.allowUnset()), secrets, why);
    }

    /** Whether the texts are kept, so that the stack can be read again. */
    public boolean complete() {
        return omitted.isEmpty();
    }

    @Override
    public String toString() {
        return (texts.stack().size() + texts.files().size()) + " files, "
                + settings.values().size() + " values";
    }
}
