package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a release of a stack was made from: with it, the same release can be made again with other values, here or in
 * another cluster. No content of a secret is in it.
 *
 * @param secrets by the names in the stack file, the names of the Swarm's secrets
 * @param omitted why the texts are not kept; empty: they are
 */
public record ReleaseSource(Texts texts, Settings settings, Map<String, String> secrets, String omitted) {
    /**
     * What was read.
     *
     * @param stack the stack files, in order
     * @param files what they refer to, by the paths that are written there; none that a secret is made of
     * @param missing what they refer to and need not be there, and was not
     * @param folder to which paths on nodes are relative, absolute; empty where no such path is
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
     * How it was read.
     *
     * @param values of the variables that the files mention, by name; none that only a secret is made of
     * @param profiles whose services were wanted
     * @param allowUnset whether a variable without value is empty
     */
    public record Settings(Map<String, GivenValue> values, List<String> profiles, boolean allowUnset) {
        public Settings {
            values = Collections.unmodifiableMap(new TreeMap<>(values));
            profiles = List.copyOf(profiles);
        }
    }

    /** @param origin for people, e.g. {@code --set}, {@code --env-file production.env}, {@code cluster production} */
    public record GivenValue(String value, String origin) {
        /** A value may be one that its owner hides. */
        @Override
        public String toString() {
            return "from " + origin;
        }
    }

    public ReleaseSource {
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    }

    /** Where the texts and values take more room than there is. */
    public ReleaseSource without(String why) {
        return new ReleaseSource(
                Texts.NONE, new Settings(Map.of(), settings.profiles(), settings.allowUnset()), secrets, why);
    }

    /** It can be read again. */
    public boolean whole() {
        return omitted.isEmpty();
    }

    @Override
    public String toString() {
        return (texts.stack().size() + texts.files().size()) + " files, "
                + settings.values().size() + " values";
    }
}
