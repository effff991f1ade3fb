package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.List;

/**
 * Where an application is reached. None leads to another application as far as the router tells; where that cannot be
 * told, there is none.
 *
 * @param service where users reach the application, one for each replica of the router
 * @param preview where tests reach the candidate, likewise
 * @param certainty how it is known that an answer is the application's
 * @param remedy what to do about it where that is not known; empty otherwise
 */
public record Addresses(List<Address> service, List<Address> preview, Certainty certainty, String remedy) {
    /** How it is known that what answers is the application that is meant. */
    public enum Certainty {
        /** The router serves no other. */
        ALONE,
        /** Its answers name it. */
        NAMED,
        /** The addresses lead to it, but its answers do not name it: tests may ask there, a probe proves nothing. */
        UNNAMED,
        /** Another application might answer. */
        UNCLEAR
    }

    /** The router was not to be asked. */
    public static final Addresses NONE = new Addresses(List.of(), List.of(), Certainty.UNCLEAR, "");

    /** Why there is no address, where there is none. */
    public String none(Application application) {
        return remedy.isEmpty() ? "the router has no address: no replica of it runs" : doubt(application);
    }

    /** What is not known, and the remedy; where a {@link #remedy} is given. */
    public String doubt(Application application) {
        return problem(application) + "; " + remedy;
    }

    /** What is not known; likewise. */
    public String problem(Application application) {
        return "the router serves other applications besides " + application + ", and "
                + (certainty == Certainty.UNCLEAR
                        ? "does not say which host name leads to this one"
                        : "its responses do not name the application");
    }
}
