package io.jenkins.plugins.swarmdelivery.jenkins.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.Secret;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.springframework.security.core.Authentication;

/** The controller's own credentials, which clusters reference by id. Jobs never see them: they name a cluster. */
final class ClusterCredentials {
    private ClusterCredentials() {}

    /** @throws RefusedException if they do not exist or are incomplete */
    static TlsMaterial tls(String field, String id) {
        return material(requireTls(field, id));
    }

    /** @throws RefusedException if they do not exist */
    static DockerServerCredentials requireTls(String field, String id) {
        return require(field, id, DockerServerCredentials.class);
    }

    /** Among those that a run may use; throws {@link RefusedException} if they do not exist or are incomplete. */
    static TlsMaterial tlsOf(Run<?, ?> run, String field, String id) {
        return material(requireOf(run, field, id, DockerServerCredentials.class));
    }

    private static TlsMaterial material(DockerServerCredentials found) {
        return new TlsMaterial(
                text(found.getServerCaCertificate()),
                text(found.getClientCertificate()),
                Optional.ofNullable(found.getClientKeySecret())
                        .map(Secret::getPlainText)
                        .orElse(""));
    }

    /** Whether there are such credentials with a client certificate. */
    static boolean hasTls(String id) {
        return find(id, DockerServerCredentials.class) != null;
    }

    /** @throws RefusedException if they do not exist */
    static StandardUsernamePasswordCredentials login(String field, String id) {
        return require(field, id, StandardUsernamePasswordCredentials.class);
    }

    /** Among those that a run may use; throws {@link RefusedException} if they do not exist. */
    static StandardUsernamePasswordCredentials loginOf(Run<?, ?> run, String field, String id) {
        return requireOf(run, field, id, StandardUsernamePasswordCredentials.class);
    }

    static ListBoxModel tlsItems(String current) {
        return items(DockerServerCredentials.class, current);
    }

    static ListBoxModel loginItems(String current) {
        return items(StandardUsernamePasswordCredentials.class, current);
    }

    static FormValidation checkTls(String id) {
        return check(id, DockerServerCredentials.class);
    }

    static FormValidation checkLogin(String id) {
        return check(id, StandardUsernamePasswordCredentials.class);
    }

    /** Lets the credentials' pages show which builds used them. */
    static void track(Run<?, ?> run, List<String> ids) {
        ids.stream().filter(id -> !id.isEmpty()).distinct().forEach(id -> {
            CredentialsProvider.track(run, find(id, StandardCredentials.class));
        });
    }

    private static <C extends IdCredentials> C require(String field, String id, Class<C> type) {
        C found = find(id, type);
        if (found == null) {
            throw new RefusedException(field, id, "there are no such credentials in Manage Jenkins > Credentials");
        }
        return found;
    }

    @Nullable
    private static <C extends IdCredentials> C find(String id, Class<C> type) {
        return CredentialsProvider.findCredentialByIdInItemGroup(id, type, Jenkins.get(), ACL.SYSTEM2, List.of());
    }

    private static <C extends StandardCredentials> C requireOf(Run<?, ?> run, String field, String id, Class<C> type) {
        C found = CredentialsProvider.findCredentialById(id, type, run, List.of());
        if (found == null) {
            throw new RefusedException(field, id, "no such credentials are available to this build");
        }
        CredentialsProvider.track(run, found);
        return found;
    }

    private static ListBoxModel items(Class<? extends StandardCredentials> type, String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            return items.includeCurrentValue(current);
        }
        return items.includeEmptyValue()
                .includeMatchingAs(ACL.SYSTEM2, Jenkins.get(), type, List.of(), CredentialsMatchers.always())
                .includeCurrentValue(current);
    }

    /** Among those that builds of an item may use, for users who may configure it. */
    static ListBoxModel itemsOf(Item item, Class<? extends StandardCredentials> type, String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        boolean may = item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
        if (!may) {
            return items.includeCurrentValue(current);
        }
        Authentication as = item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
        return items.includeEmptyValue()
                .includeMatchingAs(as, item, type, List.of(), CredentialsMatchers.always())
                .includeCurrentValue(current);
    }

    /** Credentials may be created after the cluster, so missing ones are not an error of the form. */
    private static FormValidation check(String id, Class<? extends IdCredentials> type) {
        if (id.isEmpty()) {
            return FormValidation.ok();
        }
        return find(id, type) == null
                ? FormValidation.warning("There are no such credentials in Manage Jenkins > Credentials.")
                : FormValidation.ok();
    }

    private static String text(String pem) {
        return pem == null ? "" : pem;
    }
}
