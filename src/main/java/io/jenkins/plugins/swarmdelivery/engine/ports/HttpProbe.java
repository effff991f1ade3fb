package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Optional;

/** Sends one request to an address, as a user would. */
public interface HttpProbe {
    /** Never throws: the answer carries any error. */
    Answer get(Address address);

    /**
     * @param status of the response; 0 if there was none
     * @param application from the router's response header {@value #APPLICATION_HEADER}
     * @param color from the router's response header {@value #COLOR_HEADER}
     * @param release from the router's response header {@value #RELEASE_HEADER}
     * @param error why there was no response; empty otherwise
     */
    record Answer(
            int status, Optional<String> application, Optional<String> color, Optional<String> release, String error) {}

    String APPLICATION_HEADER = "X-Swarm-Application";
    /** In a request, it gets through to a paused application. */
    String COLOR_HEADER = "X-Swarm-Color";

    String RELEASE_HEADER = "X-Swarm-Release";
}
