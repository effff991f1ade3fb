package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.regex.Pattern;

/**
 * An application. Its name is the stem of the names of its services and of its objects in the Swarm.
 *
 * @param name lower case letters, digits, inner hyphens and underscores; at most 48 characters, because Docker allows 63 for
 *     a service and 64 for a config, and the engine appends a suffix to both
 */
public record Application(String name) implements Comparable<Application> {
    /** A color after an underscore would be taken for that of a backend, as in {@code be_shop_blue}. */
    private static final Pattern NAME = Pattern.compile("(?!.*_(blue|green)(_|$))[a-z0-9]([a-z0-9_-]{0,46}[a-z0-9])?");

    public Application {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new RefusedException(
                    "application",
                    name,
                    "use 1 to 48 lower case letters, digits, hyphens and underscores, beginning and ending with a letter or"
                            + " digit, and without _blue and _green");
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
