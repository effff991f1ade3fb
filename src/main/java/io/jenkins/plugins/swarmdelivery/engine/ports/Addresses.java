package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.List;

/**
 * Where an application is reached. As far as the router tells, no address leads to another application; if the router
 * cannot tell, there are none.
 *
 * @param service where users reach the application, one for each replica of the router
 * @param preview where tests reach the candidate, likewise
 * @param certainty what vouches for an answer to be the application's
 * @param remedy what to do if nothing does; empty otherwise
 */
public record Addresses(List<Address> service, List<Address> preview, Certainty certainty, String remedy) {
    /** What vouches for an answer to come from this application. */
    public enum Certainty {
        /** The router serves no other application. */
        ALONE,
        /** Responses name the application. */
        NAMED,
        /**
         * The addresses lead to the application, but responses do not name it: tests may use them, a probe proves
         * nothing.
         */
        UNNAMED,
        /** Another application might answer. */
        UNCLEAR
    }

    /** The router could not be asked. */
    public static final Addresses NONE = new Addresses(List.of(), List.of(), Certainty.UNCLEAR, "");

    /** Why there is no address, for a message. */
    public String none(Application application) {
        return remedy.isEmpty() ? "the router has no address: no replica of it runs" : doubt(application);
    }

    /** The problem and its remedy, for a message; only if there is a {@link #remedy}. */
    public String doubt(Application application) {
        return problem(application) + "; " + remedy;
    }

    /** The problem alone, likewise. */
    public String problem(Application application) {
        return "the router serves other applications besides " + application + ", and "
                + (certainty == Certainty.UNCLEAR
                        ? "does not say which host name leads to this one"
                        : "its responses do not name the application");
    }
}
