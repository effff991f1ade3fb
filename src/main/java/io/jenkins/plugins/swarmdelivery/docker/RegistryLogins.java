package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.Locale;

/**
 * Tries a login at a registry through a manager's engine: with the certificates that it trusts, from the Swarm's
 * network.
 */
public final class RegistryLogins {
    private RegistryLogins() {}

    /**
     * Throws {@link SwarmException} with the remedy: {@code Unavailable} if the registry limits the rate of requests,
     * {@code Rejected} if it refuses the login or cannot be reached.
     */
    public static void check(EngineClient client, RegistryCredentials login) {
        EngineAnswer answer = client.exchange(login.logIn());
        if (!answer.ok()) {
            if (answer.status() == 429
                    || answer.message().toLowerCase(Locale.ROOT).contains("toomanyrequests")) {
                throw new SwarmException.Unavailable(
                        "registry " + login.server()
                                + " limits the rate of requests, and did not try the login of "
                                + login.user() + "; try again in some minutes ("
                                + answer.engine().endpoint() + " says "
                                + answer.status() + " " + answer.message() + ")",
                        null);
            }
            String message = answer.message().toLowerCase(Locale.ROOT);
            throw new SwarmException.Rejected(
                    "registry " + login.server() + ": " + remedy(login, answer.status(), message) + " ("
                            + answer.engine().endpoint() + " says " + answer.status() + " " + answer.message() + ")",
                    null);
        }
    }

    private static String remedy(RegistryCredentials login, int status, String message) {
        if (status == 401 || message.contains("unauthorized")) {
            return "it does not let user " + login.user() + " in; correct the registry credentials";
        }
        if (message.contains("x509") || message.contains("server gave http response")) {
            return "the engines do not trust it; give them its CA, as /etc/docker/certs.d/" + login.server()
                    + "/ca.crt on every node";
        }
        return "it cannot be asked; check that it runs, and that the managers reach it by this name";
    }
}
