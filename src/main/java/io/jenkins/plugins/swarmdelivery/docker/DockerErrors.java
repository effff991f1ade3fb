package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.Locale;
import java.util.stream.Stream;

/** Classifies responses of a Docker Engine by what the caller can do about them. */
final class DockerErrors {
    private DockerErrors() {}

    /** @throws SwarmException unless the response is a success */
    static EngineAnswer check(EngineAnswer answer) {
        if (answer.ok()) {
            return answer;
        }
        String message = describe(answer);
        if (unavailable(answer)) {
            throw new SwarmException.Unavailable(message, null);
        }
        if (answer.status() == 409 || says(answer, "update out of sequence")) {
            throw new SwarmException.Conflict(message, null);
        }
        if (answer.status() == 404) {
            throw new SwarmException.NotFound(message, null);
        }
        throw new SwarmException.Rejected(message, null);
    }

    /**
     * The engine did nothing because it cannot act for the Swarm: it is not a manager, sees no leader, or is locked.
     * Another manager may succeed, also with a write.
     */
    static boolean cannotAct(EngineAnswer answer) {
        return answer.status() >= 500
                && says(
                        answer,
                        "not a swarm manager",
                        "not participating as a swarm manager",
                        "not part of a swarm",
                        "does not have a leader",
                        "swarm is encrypted and needs to be unlocked",
                        "swarm certificates have expired");
    }

    /** Whether the response does not count; it is then unknown whether a write took effect. */
    static boolean unavailable(EngineAnswer answer) {
        return switch (answer.status()) {
            case 408, 429, 502, 503, 504 -> true;
            case 500 ->
                cannotAct(answer)
                        || says(
                                answer,
                                "deadline exceeded",
                                "losing leader",
                                "raft:",
                                "code = unavailable",
                                "is closing");
            default -> false;
        };
    }

    /** A proxy, a portal or a wrong port: this is not the Engine API, so nothing is known about the Swarm. */
    static SwarmException notDocker(EngineAnswer answer, String what, Throwable cause) {
        return new SwarmException.Unavailable(
                place(answer) + ": answered " + what + "; is this a Docker Engine's address?", cause);
    }

    static String describe(EngineAnswer answer) {
        String message = answer.message();
        return place(answer) + ": " + answer.status() + (message.isEmpty() ? "" : " " + message);
    }

    private static String place(EngineAnswer answer) {
        return answer.request() + " at " + answer.engine().endpoint();
    }

    private static boolean says(EngineAnswer answer, String... texts) {
        String message = answer.message().toLowerCase(Locale.ROOT);
        return Stream.of(texts).anyMatch(message::contains);
    }
}
