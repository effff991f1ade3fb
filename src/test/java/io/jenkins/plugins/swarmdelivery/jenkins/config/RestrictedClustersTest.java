package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.jenkins.steps.SwarmRollbackStep;
import java.io.StringReader;
import java.util.List;
import javax.xml.transform.stream.StreamSource;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** Clusters that a job may use only where a folder permits it. */
class RestrictedClustersTest extends SharedJenkins {
    private Folder shop;

    @BeforeEach
    void begin() throws Exception {
        SwarmCluster open = new SwarmCluster("staging", List.of("tcp://10.0.0.1:2375"));
        open.setAllowPlaintext(true);
        SwarmCluster restricted = new SwarmCluster("production", List.of("tcp://10.0.0.2:2375"));
        restricted.setAllowPlaintext(true);
        restricted.setRestricted(true);
        SwarmDeliveryConfiguration.get().setClusters(List.of(open, restricted));
        shop = jenkins.createProject(Folder.class, "shop");
        shop.addProperty(new SwarmFolderProperty(List.of("production")));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, Item.EXTENDED_READ, Item.CONFIGURE, Item.CREATE)
                .everywhere()
                .to("dev"));
    }

    private static List<String> offered(Item item) {
        return jenkins()
                .getDescriptorByType(SwarmRollbackStep.DescriptorImpl.class)
                .doFillClusterItems(item, "")
                .stream()
                .map(option -> ((ListBoxModel.Option) option).value)
                .toList();
    }

    private static Jenkins jenkins() {
        return Jenkins.get();
    }

    @Test
    void folderPermitsItToEverythingBelow() throws Exception {
        Folder team = shop.createProject(Folder.class, "team");
        WorkflowJob inside = team.createProject(WorkflowJob.class, "job");
        WorkflowJob outside = jenkins.createProject(WorkflowJob.class, "job");

        assertThat(offered(inside)).containsExactly("staging", "production");
        assertThat(offered(outside)).containsExactly("staging");
        assertThat(ClusterPermits.cluster("production", inside).getName()).isEqualTo("production");
        assertThatThrownBy(() -> ClusterPermits.cluster("production", outside))
                .hasMessageContaining("cluster production is restricted, and no folder of job permits it");
    }

    @Test
    void everyStepRefusesItOutsideTheFolder() throws Exception {
        for (String step : List.of(
                "swarmBlueGreenDeploy(cluster: 'production', application: 'shop', image: 'shop:1') {}",
                "swarmRegisterColor(cluster: 'production', application: 'shop') {}",
                "swarmRollback cluster: 'production', application: 'shop'",
                "node { swarmBuildTestImage cluster: 'production', image: 'shop', version: '1' }")) {
            jenkins.assertLogContains(
                    "cluster production is restricted", jenkins.buildAndAssertStatus(Result.FAILURE, job(step)));
        }
    }

    @Test
    void onlyAdministratorsMayPermit() throws Exception {
        jenkins.submit(form("admin"));
        assertThat(permitted()).containsExactly("production");

        HtmlForm admin = form("admin");
        admin.getTextAreaByName("_.permittedClusters").setText("production\nstaging\n");
        jenkins.submit(admin);
        assertThat(permitted()).containsExactly("production", "staging");

        HtmlForm other = form("dev");
        assertThat(other.getTextAreasByName("_.permittedClusters")).isEmpty();
        jenkins.submit(other);
        assertThat(permitted()).containsExactly("production", "staging");
    }

    private HtmlForm form(String user) throws Exception {
        return browser().login(user).getPage(shop, "configure").getFormByName("config");
    }

    private List<String> permitted() {
        return shop.getProperties().get(SwarmFolderProperty.class).getPermittedClusters();
    }

    @Test
    void xmlDoesNotBypassTheCheck() throws Exception {
        Folder mine = jenkins.createProject(Folder.class, "mine");
        String xml = shop.getConfigFile().asString();

        try (ACLContext as = ACL.as2(User.getById("dev", true).impersonate2())) {
            assertThatThrownBy(() -> mine.updateByXml(new StreamSource(new StringReader(xml))))
                    .hasStackTraceContaining("only an administrator may copy");
            assertThatThrownBy(() -> jenkins().copy(shop, "copied"))
                    .hasStackTraceContaining("only an administrator may copy");
        }

        assertThat(mine.getProperties().get(SwarmFolderProperty.class)).isNull();
        assertThat(mine.getProperties()).isNotNull();
        try (ACLContext as = ACL.as2(User.getById("admin", true).impersonate2())) {
            mine.updateByXml(new StreamSource(new StringReader(xml)));
        }
        assertThat(mine.getProperties().get(SwarmFolderProperty.class).getPermittedClusters())
                .containsExactly("production");
    }
}
