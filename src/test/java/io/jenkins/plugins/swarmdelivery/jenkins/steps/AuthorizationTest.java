package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory.fake;
import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import hudson.triggers.TimerTrigger;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmFolderProperty;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import jenkins.scm.api.SCMHead;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.ApproverAction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.TestExtension;

/**
 * Each row of the table in docs/permissions.md. Maria may deliver to production, which is protected; dev may only
 * build.
 */
class AuthorizationTest extends SharedJenkins {
    private static final String DEPLOY =
            "swarmBlueGreenDeploy(cluster: 'production', application: 'go-demo', image: 'registry:5000/go-demo:2.0') {}";
    private static final String PROMOTE = DEPLOY.replace("production", "staging")
            + "\nswarmRegisterColor(cluster: 'production', application: 'go-demo') {}";
    private static final String ROLLBACK = "swarmRollback(cluster: 'production', application: 'go-demo')";
    private static final String REQUEST = "PR-";

    private static final Cause NOBODY = new TimerTrigger.TimerTriggerCause();

    @TestExtension
    public static class Connector extends ClusterInMemory {}

    /** A job whose name has this prefix builds a change request. */
    @TestExtension
    public static class Heads extends SCMHead.HeadByItem {
        @Override
        public SCMHead getHead(Item item) {
            return item.getName().startsWith(REQUEST) ? new PullRequestHead(item.getName()) : null;
        }
    }

    @BeforeEach
    void begin() {
        ClusterInMemory.begin();
        fake.deliver("1.0");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        Permission[] all = {SwarmPermissions.DEPLOY, SwarmPermissions.PROMOTE, SwarmPermissions.ROLLBACK};
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("dev", "maria")
                .grant(all)
                .everywhere()
                .to("maria"));
        User.getById("dev", true);
        User.getById("maria", true);
    }

    @AfterEach
    void runAsTheSystem() {
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
    }

    private static Cause user(String id) {
        return new Cause.UserIdCause(id);
    }

    private static Cause anonymous() {
        try (ACLContext as = ACL.as2(Jenkins.ANONYMOUS2)) {
            return new Cause.UserIdCause();
        }
    }

    private static WorkflowRun run(WorkflowJob job, List<Action> more, Cause... causes) throws Exception {
        List<Action> actions = new ArrayList<>(more);
        actions.add(new CauseAction(causes));
        return jenkins.waitForCompletion(
                job.scheduleBuild2(0, actions.toArray(Action[]::new)).waitForStart());
    }

    private static void allowed(String script, List<Action> more, Cause... causes) throws Exception {
        jenkins.assertBuildStatus(Result.SUCCESS, run(job(script), more, causes));
    }

    private static void refused(String why, WorkflowRun build) throws Exception {
        jenkins.assertBuildStatus(Result.FAILURE, build);
        jenkins.assertLogContains(why, build);
        assertThat(fake.live()).isEqualTo("blue 1.0");
        assertThat(fake.phase().filter(phase -> phase.terminal())).isEmpty();
    }

    private static void refused(String why, String script, List<Action> more, Cause... causes) throws Exception {
        refused("cluster production is protected: " + why, run(job(script), more, causes));
    }

    private static Cause startedBy(WorkflowJob upstream, Cause... causes) throws Exception {
        return new Cause.UpstreamCause(run(upstream, List.of(), causes));
    }

    private static List<Action> approvedBy(String user) {
        return List.of(new ApproverAction(user));
    }

    private static void allowUnattended() {
        SwarmDeliveryConfiguration.get().getClusters().forEach(cluster -> cluster.setUnattended(true));
    }

    @Test
    void allowsAUserWithThePermission() throws Exception {
        allowed(DEPLOY, List.of(), user("maria"));
    }

    @Test
    void refusesAUserWithoutIt() throws Exception {
        refused("dev is missing the Docker Swarm Delivery/Deploy permission", DEPLOY, List.of(), user("dev"));
        refused("dev is missing the Docker Swarm Delivery/Promote permission", PROMOTE, List.of(), user("dev"));
        refused("dev is missing the Docker Swarm Delivery/Rollback permission", ROLLBACK, List.of(), user("dev"));
    }

    @Test
    void refusesAnonymous() throws Exception {
        refused("anonymous is missing the Docker Swarm Delivery/Deploy", DEPLOY, List.of(), anonymous());
    }

    @Test
    void refusesADeletedUser() throws Exception {
        refused("anonymous is missing the Docker Swarm Delivery/Deploy", DEPLOY, List.of(), user("gone"));
    }

    @Test
    void requiresThePermissionOfEveryStarter() throws Exception {
        refused("dev is missing", DEPLOY, List.of(), user("maria"), user("dev"));
    }

    @Test
    void appliesTheUpstreamStartersPermissions() throws Exception {
        refused("dev is missing", DEPLOY, List.of(), startedBy(job(""), user("dev")));
        refused("anonymous is missing", DEPLOY, List.of(), startedBy(job(""), anonymous()));
        refused("dev is missing", DEPLOY, List.of(), startedBy(job(""), startedBy(job(""), user("dev"))));
        allowed(DEPLOY, List.of(), startedBy(job(""), startedBy(job(""), user("maria"))));
    }

    @Test
    void unattendedBuildRequiresTheClustersSetting() throws Exception {
        refused("nobody started ", DEPLOY, List.of(), NOBODY);
        refused("nobody started ", DEPLOY, List.of(), startedBy(job(""), NOBODY));
        allowUnattended();
        allowed(DEPLOY, List.of(), startedBy(job(""), NOBODY));
    }

    @Test
    void refusesABuildWithAForgottenUpstream() throws Exception {
        allowUnattended();
        WorkflowJob upstream = job("");
        Cause cause = startedBy(upstream, user("maria"));
        upstream.delete();
        refused("what started the build that started ", DEPLOY, List.of(), cause);
    }

    @Test
    void approverNeedsPromote() throws Exception {
        refused("dev is missing the Docker Swarm Delivery/Promote", PROMOTE, approvedBy("dev"), user("maria"));
        allowed(PROMOTE, approvedBy("maria"), user("dev"));
    }

    @Test
    void approvalReplacesTheStartersPermission() throws Exception {
        allowed(DEPLOY, approvedBy("maria"), NOBODY);
    }

    @Test
    void checksTheUserThatBuildsRunAs() throws Exception {
        WorkflowJob asDev = job(DEPLOY);
        WorkflowJob asMaria = job(DEPLOY);
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate(
                                asDev.getFullName(), User.getById("dev", true).impersonate2())
                        .authenticate(
                                asMaria.getFullName(),
                                User.getById("maria", true).impersonate2()));

        refused("cluster production is protected: dev is missing", run(asDev, List.of(), user("maria")));
        jenkins.assertBuildStatus(Result.SUCCESS, run(asMaria, List.of(), user("dev")));
    }

    @Test
    void refusesChangeRequestsWhoeverStartsThem() throws Exception {
        allowUnattended();
        WorkflowJob request = jenkins.createProject(WorkflowJob.class, REQUEST + "1");
        request.setDefinition(new CpsFlowDefinition(DEPLOY, true));

        refused("PR-1 builds a change request", run(request, approvedBy("maria"), user("maria")));
        request.setDefinition(new CpsFlowDefinition("", true));
        refused("PR-1 builds a change request", DEPLOY, List.of(), startedBy(request, user("maria")));
    }

    @Test
    void unprotectedClusterAcceptsEveryBuild() throws Exception {
        allowed(DEPLOY.replace("production", "staging"), List.of(), anonymous());
    }

    @Test
    void folderLimitsTheApplicationsOfItsJobs() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        SwarmFolderProperty property = new SwarmFolderProperty(List.of());
        property.setApplications(List.of("shop-*", "deploy: go-demo"));
        team.addProperty(property);
        for (Map.Entry<String, Result> each :
                Map.of("other", Result.FAILURE, "deploy", Result.SUCCESS).entrySet()) {
            WorkflowJob job = team.createProject(WorkflowJob.class, each.getKey());
            job.setDefinition(new CpsFlowDefinition(DEPLOY.replace("production", "staging"), true));
            WorkflowRun build = run(job, List.of(), user("dev"));
            jenkins.assertBuildStatus(each.getValue(), build);
            if (each.getValue() == Result.FAILURE) {
                jenkins.assertLogContains(
                        "application: \"go-demo\" is not valid; a folder of team/other limits the applications", build);
            }
        }
    }

    /** From the configuration, not a leftover of an earlier test. */
    @Test
    void refusesUnattendedBuildsByDefault() {
        assertThat(new SwarmCluster("production", List.of("tcp://10.0.0.2:2376")).isUnattended())
                .isFalse();
    }
}
