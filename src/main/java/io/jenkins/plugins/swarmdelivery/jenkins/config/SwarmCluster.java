package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A Docker Swarm as an administrator describes it. {@link ClusterReader} checks and uses its values. */
public class SwarmCluster extends AbstractDescribableImpl<SwarmCluster> {
    private final String name;
    private final List<String> managers;
    private String credentialsId = "";
    private boolean allowPlaintext;
    private int nodePort;
    private List<ClusterRegistry> registries = new ArrayList<>();
    private String requireMark = "";
    private ClusterRouter router = new Haproxy();
    private List<String> placement = new ArrayList<>();
    private List<String> allow = new ArrayList<>();
    private List<String> repositories = new ArrayList<>();
    private List<String> values = new ArrayList<>();
    private boolean guarded;
    private boolean unattended;
    private boolean keepDue;
    private boolean restricted;
    private DeliveryDefaults defaults = new DeliveryDefaults();

    /**
     * @param name of the cluster in steps
     * @param managers engine endpoints of its managers
     */
    @DataBoundConstructor
    public SwarmCluster(String name, List<String> managers) {
        this.name = fixNull(name).strip();
        this.managers = Lines.of(managers);
    }

    public String getName() {
        return name;
    }

    public List<String> getManagers() {
        return List.copyOf(managers);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String id) {
        credentialsId = fixNull(id).strip();
    }

    public boolean isAllowPlaintext() {
        return allowPlaintext;
    }

    @DataBoundSetter
    public void setAllowPlaintext(boolean allowed) {
        allowPlaintext = allowed;
    }

    public int getNodePort() {
        return nodePort;
    }

    @DataBoundSetter
    public void setNodePort(int port) {
        nodePort = port;
    }

    public List<ClusterRegistry> getRegistries() {
        return registries;
    }

    @DataBoundSetter
    public void setRegistries(List<ClusterRegistry> given) {
        registries = new ArrayList<>(fixNull(given));
    }

    public String getRequireMark() {
        return requireMark;
    }

    @DataBoundSetter
    public void setRequireMark(String mark) {
        requireMark = fixNull(mark).strip();
    }

    public ClusterRouter getRouter() {
        return router;
    }

    @DataBoundSetter
    public void setRouter(ClusterRouter given) {
        router = given == null ? new Haproxy() : given;
    }

    public List<String> getPlacement() {
        return List.copyOf(placement);
    }

    @DataBoundSetter
    public void setPlacement(List<String> constraints) {
        placement = Lines.of(constraints);
    }

    /** Permissions; see {@link io.jenkins.plugins.swarmdelivery.engine.plan.SpecRules}. */
    public List<String> getAllow() {
        return List.copyOf(allow);
    }

    @DataBoundSetter
    public void setAllow(List<String> permissions) {
        allow = Lines.of(permissions);
    }

    /** Patterns; empty for all. */
    public List<String> getRepositories() {
        return List.copyOf(repositories);
    }

    @DataBoundSetter
    public void setRepositories(List<String> patterns) {
        repositories = Lines.of(patterns);
    }

    /** As {@code NAME=VALUE}, for variables in stack files that have no other value. */
    public List<String> getValues() {
        return List.copyOf(values);
    }

    @DataBoundSetter
    public void setValues(List<String> pairs) {
        values = Lines.of(pairs);
    }

    /**
     * The same by name.
     *
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if one is written wrong
     */
    public Map<String, String> variables() {
        return ClusterReader.values(values);
    }

    /** A delivery to it requires more than the permission to build. */
    public boolean isProtected() {
        return guarded;
    }

    @DataBoundSetter
    public void setProtected(boolean on) {
        guarded = on;
    }

    /** A protected cluster also accepts builds that no user started, e.g. those after a commit. */
    public boolean isUnattended() {
        return unattended;
    }

    @DataBoundSetter
    public void setUnattended(boolean on) {
        unattended = on;
    }

    /** Jenkins retires what is due there, in the background. */
    public boolean isRetireDue() {
        return !keepDue;
    }

    @DataBoundSetter
    public void setRetireDue(boolean on) {
        keepDue = !on;
    }

    /** Only jobs in folders that permit it may use it. */
    public boolean isRestricted() {
        return restricted;
    }

    @DataBoundSetter
    public void setRestricted(boolean on) {
        restricted = on;
    }

    public DeliveryDefaults getDefaults() {
        return defaults;
    }

    @DataBoundSetter
    public void setDefaults(DeliveryDefaults given) {
        defaults = given == null ? new DeliveryDefaults() : given;
    }

    /** Records in its credentials that a build uses them. */
    public void trackCredentials(Run<?, ?> run) {
        ClusterCredentials.track(run, ClusterReader.credentialsIds(this));
    }

    /** The form of one cluster; {@link SwarmClusterDescriptor} contains its checks and tries it. */
    @Extension
    @Symbol("swarmCluster")
    public static class DescriptorImpl extends SwarmClusterDescriptor {
        public DescriptorImpl() {
            super(SwarmCluster.class);
        }
    }
}
