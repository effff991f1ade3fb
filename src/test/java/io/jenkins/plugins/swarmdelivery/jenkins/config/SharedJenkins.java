package io.jenkins.plugins.swarmdelivery.jenkins.config;

import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.ExtensionList;
import hudson.FilePath;
import hudson.model.Label;
import hudson.model.Node;
import hudson.model.TopLevelItem;
import hudson.model.User;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import hudson.security.csrf.CrumbIssuer;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.BackgroundThreads;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ClusterWatch;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.ComparisonWatch;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.MissingWatch;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.htmlunit.Cache;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.MetaClass;

/**
 * The tests of a class share one Jenkins, because starting one takes longer than most tests. After each test, it is
 * reset: no jobs, agents, users, credentials and clusters, no security, and neither views nor operations. Only {@code
 * semaphore} steps keep counting, so each name is used by one test of its class only.
 */
@WithJenkins
public abstract class SharedJenkins {
    /** Enough for all scripts and styles of a page. */
    private static final int FILES = 500;

    protected static JenkinsRule jenkins;

    /** What the browsers of all tests have parsed: Jenkins' scripts and styles take longer than most tests. */
    private static Cache parsed;

    private static CrumbIssuer crumbs;
    private static int jobs;

    private final List<JenkinsRule.WebClient> browsers = new ArrayList<>();

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
        crumbs = rule.jenkins.getCrumbIssuer();
        // The harness compiles each view anew for each request; a regular Jenkins caches them.
        MetaClass.NO_CACHE = false;
        parsed = new Cache();
        parsed.setMaxSize(FILES);
    }

    /** The harness stops only what it started for a single test. */
    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /**
     * A Pipeline with a new name: Jenkins identifies what it remembers of a build by job and number, and keeps that for
     * a while after the job was deleted.
     */
    protected static WorkflowJob job(String script) throws Exception {
        jobs++;
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job-" + jobs);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    /** A browser whose pages are closed with the test, so that none of them polls during the next one. */
    protected final JenkinsRule.WebClient browser() {
        JenkinsRule.WebClient browser = jenkins.createWebClient();
        browser.setCache(parsed);
        browsers.add(browser);
        return browser;
    }

    @AfterEach
    void reset() throws Exception {
        browsers.forEach(JenkinsRule.WebClient::close);
        Jenkins root = jenkins.jenkins;
        for (TopLevelItem item : root.getItems()) {
            item.delete();
        }
        for (Node agent : root.getNodes()) {
            clear(agent);
        }
        new FilePath(root.getRootDir()).child("workspace").deleteRecursive();
        root.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        root.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        root.setCrumbIssuer(crumbs);
        for (User user : User.getAll()) {
            user.delete();
        }
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        forgetClusters();
    }

    /** Starting an agent takes long, too: agents that other tests can use are emptied instead. */
    protected boolean keepsAgents() {
        return false;
    }

    /** The existing one with this label, or a new one. */
    protected static DumbSlave agent(String label) throws Exception {
        Label its = Label.get(label);
        Optional<Node> there = its.getNodes().stream().findFirst();
        return there.isPresent() ? (DumbSlave) there.get() : jenkins.createOnlineSlave(its);
    }

    private void clear(Node agent) throws Exception {
        FilePath files = agent.getRootPath();
        if (keepsAgents() && files != null) {
            files.child("workspace").deleteRecursive();
        } else {
            jenkins.jenkins.removeNode(agent);
        }
    }

    /** A running query or operation ends there, because its cluster no longer exists. */
    private static void forgetClusters() throws Exception {
        SwarmDeliveryConfiguration.get().setClusters(List.of());
        BackgroundThreads.dropWaiting();
        anew(ClusterWatch.class, new ClusterWatch());
        anew(ComparisonWatch.class, new ComparisonWatch());
        forgetMissing();
        new FilePath(jenkins.jenkins.getRootDir())
                .child("swarm-delivery-operations")
                .deleteRecursive();
        anew(Operations.class, new Operations());
    }

    /** It is queried again immediately. */
    protected static void forgetMissing() {
        anew(MissingWatch.class, new MissingWatch());
    }

    private static <T> void anew(Class<T> type, T instance) {
        ExtensionList<T> all = ExtensionList.lookup(type);
        all.remove(ExtensionList.lookupSingleton(type));
        all.add(instance);
    }
}
