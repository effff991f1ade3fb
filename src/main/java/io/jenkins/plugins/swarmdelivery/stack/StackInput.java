package io.jenkins.plugins.swarmdelivery.stack;

import java.util.List;
import java.util.Set;

/**
 * What a stack is read from.
 *
 * @param files one or more; later ones are laid over earlier ones
 * @param folder that of the first file
 * @param values of the variables in the files
 * @param profiles whose services are wanted, besides those that have none
 * @param allowUnset whether a variable without value is empty, as with {@code docker stack}; it is an error otherwise
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
