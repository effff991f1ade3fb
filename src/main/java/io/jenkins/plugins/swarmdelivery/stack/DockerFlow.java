package io.jenkins.plugins.swarmdelivery.stack;

import java.util.List;
import java.util.Map;

/**
 * What docker-flow-proxy does for a service, read from its labels {@code com.df.…} as that program reads them.
 *
 * @param routes as HAProxy can have them
 * @param lost what else it does, and HAProxy would not: the label, and what to do instead. Never the label's value, which
 *     may be a password
 * @param notes what a person should know, and by which nothing is lost
 */
public record DockerFlow(List<Route> routes, List<String> lost, List<String> notes) {
    public DockerFlow {
        routes = List.copyOf(routes);
        lost = List.copyOf(lost);
        notes = List.copyOf(notes);
    }

    /** @param labels of a service; all those of other programs are ignored */
    public static DockerFlow of(Map<String, String> labels) {
        return new DockerFlowReader(labels).read();
    }

    /** For the end of a message: what is lost, one line each; empty if that is nothing. */
    public static String notCarriedOver(List<String> lost) {
        return lost.isEmpty() ? "" : "\nnot carried over:\n  " + String.join("\n  ", lost);
    }
}
