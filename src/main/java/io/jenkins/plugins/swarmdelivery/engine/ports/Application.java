package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.regex.Pattern;

/**
 * An application. Its name is the stem of the names of its services and of its objects in the Swarm.
 *
 * @param name lower case letters, digits and inner hyphens; at most 48 characters, because Docker allows 63 for a
 *     service and 64 for a config, and the engine appends a suffix to both
 */
public record Application(String name) implements Comparable<Application> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?");

    public Application {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new RefusedException(
                    "application",
                    name,
                    "use 1 to 48 lower case letters, digits and hyphens, beginning and ending with a letter or digit");
        }
    }

    /** The name of the service that the engine creates for a color, e.g. {@code go-demo-blue}. */
    public String serviceName(Color color) {
        return name + "-" + color;
    }

    /** The same for a service of a stack, e.g. {@code shop-api-blue}. */
    public String serviceName(String part, Color color) {
        return part.isEmpty() ? serviceName(color) : name + "-" + part + "-" + color;
    }

    @Override
    public int compareTo(Application other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
