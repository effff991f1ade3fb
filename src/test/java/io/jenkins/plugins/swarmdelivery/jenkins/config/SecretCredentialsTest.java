package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;

/** What becomes of credentials where a stack needs a secret. */
class SecretCredentialsTest extends SharedJenkins {
    private static void add(Credentials credentials) {
        SystemCredentialsProvider.getInstance().getCredentials().add(credentials);
    }

    private static StringCredentialsImpl text(CredentialsScope scope, String id, String text) {
        return new StringCredentialsImpl(scope, id, "", Secret.fromString(text));
    }

    private static FileCredentialsImpl file(String id, String content) {
        return new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                id,
                "",
                "file",
                SecretBytes.fromBytes(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void areTextFileOrPassword() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(job(""));
        add(text(CredentialsScope.GLOBAL, "text", "a text, with ü"));
        add(file("file", "line 1\nline 2\n"));
        add(new UsernamePasswordCredentialsImpl(
                CredentialsScope.GLOBAL, "login", "", "anna", "a-long-password-for-fips"));

        assertThat(content(run, "text")).isEqualTo("a text, with ü");
        assertThat(content(run, "file")).isEqualTo("line 1\nline 2\n");
        assertThat(content(run, "login")).isEqualTo("a-long-password-for-fips");
    }

    private static String content(WorkflowRun run, String id) {
        return new String(SecretCredentials.content(run, "secrets.x", id), StandardCharsets.UTF_8);
    }

    @Test
    void mustBeAvailableAndOfAKnownKind() throws Exception {
        WorkflowRun run = jenkins.buildAndAssertSuccess(job(""));
        add(text(CredentialsScope.SYSTEM, "hidden", "not for jobs"));
        add(text(CredentialsScope.GLOBAL, "empty", ""));
        add(file("large", "x".repeat(500 * 1024 + 1)));
        add(new DockerServerCredentials(
                CredentialsScope.GLOBAL, "client", "", Secret.fromString("k"), "c", TestCertificates.AUTHORITY));

        for (List<String> wrong : List.of(
                List.of("gone", "no such credentials are available to this build"),
                List.of("hidden", "no such credentials are available to this build"),
                List.of("empty", "these credentials are empty"),
                List.of("large", "these credentials exceed 500 kB"),
                List.of(
                        "client",
                        "use credentials of the kind secret text, secret file, or user name with password"))) {
            assertThatThrownBy(() -> SecretCredentials.content(run, "secrets.x", wrong.get(0)))
                    .hasMessageStartingWith("secrets.x: \"" + wrong.get(0) + "\" is not valid; " + wrong.get(1));
        }
    }
}
