package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.docker.Logins;
import io.jenkins.plugins.swarmdelivery.docker.RegistryCredentials;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine that builds, and the logins of registries, with credentials that the controller has looked up. They exist
 * only on the way to an agent and in its memory.
 *
 * @param engine its address; empty for the one in the agent's environment
 * @param tls the certificates to send to it if that environment names none
 * @param allowPlaintext accept tcp without TLS
 * @param logins one for each registry that requires one
 * @param registryCa authorities, as PEM, to trust for registries in addition to Java's; empty for none
 */
public record Access(
        String engine,
        @CheckForNull TlsMaterial tls,
        boolean allowPlaintext,
        ArrayList<Login> logins,
        String registryCa)
        implements Serializable {

    public record Login(String server, String user, Secret password) implements Serializable {
        @Override
        public String toString() {
            return user + " at " + server;
        }
    }

    Logins registryLogins() {
        return new Logins(logins.stream()
                .map(known -> new RegistryCredentials(
                        known.server(), known.user(), () -> known.password().getPlainText()))
                .toList());
    }

    ServerTrust registryTrust() {
        return new ServerTrust(ImageSettings.given(registryCa));
    }

    /** What to mask in logs. */
    List<String> secrets() {
        return logins.stream().map(login -> login.password().getPlainText()).toList();
    }
}
