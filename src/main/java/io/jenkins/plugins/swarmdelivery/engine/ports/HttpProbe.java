package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Optional;

/** Asks an address once, as a user would. */
public interface HttpProbe {
    /** Never throws: what went wrong is part of the answer. */
    Answer get(Address address);

    /**
     * @param status of the response; 0 where none came
     * @param application from the router's response header {@value #APPLICATION_HEADER}
     * @param color from the router's response header {@value #COLOR_HEADER}
     * @param release from the router's response header {@value #RELEASE_HEADER}
     * @param error why no response came; empty otherwise
     */
    record Answer(
            int status, Optional<String> application, Optional<String> color, Optional<String> release, String error) {}

    String APPLICATION_HEADER = "X-Swarm-Application";
    String COLOR_HEADER = "X-Swarm-Color";
    String RELEASE_HEADER = "X-Swarm-Release";
}
