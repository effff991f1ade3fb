package io.jenkins.plugins.swarmdelivery.jenkins.config;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** The content of a Swarm's secret, from credentials. It is looked up when it is needed, and stored nowhere here. */
public final class SecretCredentials {
    /** Docker accepts no larger secret. */
    private static final int LARGEST = 500 * 1024;

    private SecretCredentials() {}

    /**
     * A secret text, the content of a secret file, or the password of a user. The credentials' page then shows that the run
     * used them.
     *
     * @param field for messages
     * @param id of credentials that the run may use
     * @throws RefusedException if there are none, or they are of another kind, empty or too large
     */
    public static byte[] content(Run<?, ?> run, String field, String id) {
        StandardCredentials found =
                CredentialsProvider.findCredentialById(id, StandardCredentials.class, run, List.of());
        if (found == null) {
            throw new RefusedException(field, id, "no such credentials are available to this build");
        }
        CredentialsProvider.track(run, found);
        byte[] content = content(found, field, id);
        if (content.length == 0) {
            throw new RefusedException(field, id, "these credentials are empty");
        }
        if (content.length > LARGEST) {
            throw new RefusedException(field, id, "these credentials exceed 500 kB, the limit of Docker; shorten them");
        }
        return content;
    }

    private static byte[] content(StandardCredentials found, String field, String id) {
        if (found instanceof StringCredentials text) {
            return text.getSecret().getPlainText().getBytes(StandardCharsets.UTF_8);
        }
        if (found instanceof StandardUsernamePasswordCredentials login) {
            return login.getPassword().getPlainText().getBytes(StandardCharsets.UTF_8);
        }
        if (found instanceof FileCredentials file) {
            try (var content = file.getContent()) {
                return content.readNBytes(LARGEST + 1);
            } catch (IOException e) {
                throw new RefusedException(field, id, "the secret file cannot be read; upload it again");
            }
        }
        throw new RefusedException(
                field, id, "use credentials of the kind secret text, secret file, or user name with password");
    }
}
