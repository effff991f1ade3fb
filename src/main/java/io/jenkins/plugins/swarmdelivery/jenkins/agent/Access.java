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
 * Which engine builds, and who logs in at which registry, with credentials that the controller has looked up. On its way
 * to an agent and in memory there, nowhere else.
 *
 * @param engine its address; empty: as the environment there says
 * @param tls what is shown to it where the environment names nothing
 * @param allowPlaintext accept tcp without TLS
 * @param logins one for each registry that asks for one
 * @param registryCa authorities, as PEM, that registries are believed beside those that Java trusts; empty: none
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

    /** What no log may show. */
    List<String> secrets() {
        return logins.stream().map(login -> login.password().getPlainText()).toList();
    }
}
