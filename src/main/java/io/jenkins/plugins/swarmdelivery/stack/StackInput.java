package io.jenkins.plugins.swarmdelivery.stack;

import java.util.List;
import java.util.Set;

/**
 * What a stack is read from.
 *
 * @param files one or more; later ones override earlier ones
 * @param folder that of the first file
 * @param values of the variables in the files
 * @param profiles whose services are included, besides those without a profile
 * @param allowUnset whether a variable without a value is empty, as with {@code docker stack}, instead of an error
 */
public record StackInput(
        List<Source> files, StackFolder folder, Values values, Set<String> profiles, boolean allowUnset) {
    /**
     * A stack file.
     *
     * @param name for messages
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Source(String name, byte[] content) {}

    public StackInput {
        files = List.copyOf(files);
        profiles = Set.copyOf(profiles);
    }
}
