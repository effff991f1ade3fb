package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Optional;

/** Sends one request to an address, as a user would. */
public interface HttpProbe {
    /** Never throws: the answer carries any error. */
    Answer get(Address address);

    /**
     * @param status of the response; 0 if there was none
     * @param body of the response, at most its first {@link ExpectedText#SEARCHED} bytes
     * @param error why there was no response; empty otherwise
     */
    record Answer(int status, Origin origin, String body, String error) {
        public Optional<String> application() {
            return origin.application();
        }

        public Optional<String> color() {
            return origin.color();
        }

        public Optional<String> release() {
            return origin.release();
        }
    }

    /**
     * What a response comes from, according to the router.
     *
     * @param application from the router's response header {@value #APPLICATION_HEADER}
     * @param color from the router's response header {@value #COLOR_HEADER}
     * @param release from the router's response header {@value #RELEASE_HEADER}
     */
    record Origin(Optional<String> application, Optional<String> color, Optional<String> release) {
        public static final Origin NONE = new Origin(Optional.empty(), Optional.empty(), Optional.empty());
    }

    String APPLICATION_HEADER = "X-Swarm-Application";
    /** In a request, it gets through to a paused application. */
    String COLOR_HEADER = "X-Swarm-Color";

    String RELEASE_HEADER = "X-Swarm-Release";
}
