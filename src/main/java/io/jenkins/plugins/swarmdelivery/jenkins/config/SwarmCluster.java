package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.Extension;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import java.util.ArrayList;
import java.util.List;
import jenkins.security.FIPS140;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** A Docker Swarm as an administrator describes it. Its values are checked by {@link ClusterFields}. */
public class SwarmCluster extends AbstractDescribableImpl<SwarmCluster> {
    private final String name;
    private final String managers;
    private String credentialsId = "";
    private boolean allowPlaintext;
    private int nodePort;
    private String registryServer = "";
    private String registryCredentialsId = "";
    private String registryBuildCredentialsId = "";
    private List<ClusterRegistry> registries = new ArrayList<>();
    private String registryCa = "";
    private String requireMark = "";
    private String routerService = HaproxySettings.SERVICE;
    private String routerServerName = "";
    private int routerServicePort = HaproxySettings.SERVICE_PORT;
    private int routerPreviewPort = HaproxySettings.PREVIEW_PORT;
    private int routerAdminPort = HaproxySettings.ADMIN_PORT;
    private String routerCredentialsId = "";
    private String serviceUrl = "";
    private String previewUrl = "";
    private String placement = "";
    private String allow = "";
    private String repositories = "";
    private boolean guarded;
    private boolean unattended;
    private boolean keepDue;
    private boolean restricted;
    private DeliveryDefaults defaults = new DeliveryDefaults();

    /**
     * @param name by which steps call it
     * @param managers engine endpoints of its managers, one a line
     */
    @DataBoundConstructor
    public SwarmCluster(String name, String managers) {
        this.name = fixNull(name).strip();
        this.managers = fixNull(managers).strip();
    }

    public String getName() {
        return name;
    }

    public String getManagers() {
        return managers;
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

    /** Also where FIPS 140 mode came after the setting. */
    boolean plaintextAllowed() {
        return allowPlaintext && !FIPS140.useCompliantAlgorithms();
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

    public String getRegistryServer() {
        return registryServer;
    }

    @DataBoundSetter
    public void setRegistryServer(String server) {
        registryServer = fixNull(server).strip();
    }

    public String getRegistryCredentialsId() {
        return registryCredentialsId;
    }

    @DataBoundSetter
    public void setRegistryCredentialsId(String id) {
        registryCredentialsId = fixNull(id).strip();
    }

    /** Who builds and pushes; empty: the same. */
    public String getRegistryBuildCredentialsId() {
        return fixNull(registryBuildCredentialsId);
    }

    @DataBoundSetter
    public void setRegistryBuildCredentialsId(String id) {
        registryBuildCredentialsId = fixNull(id).strip();
    }

    /** Registries beside the first one. */
    public List<ClusterRegistry> getRegistries() {
        return fixNull(registries);
    }

    @DataBoundSetter
    public void setRegistries(List<ClusterRegistry> further) {
        registries = new ArrayList<>(fixNull(further));
    }

    /** The first one, where it asks for a login, and all others. */
    List<ClusterRegistry> allRegistries() {
        List<ClusterRegistry> all = new ArrayList<>();
        if (!registryServer.isEmpty()) {
            ClusterRegistry first = new ClusterRegistry(registryServer, registryCredentialsId);
            first.setBuildCredentialsId(getRegistryBuildCredentialsId());
            all.add(first);
        }
        all.addAll(getRegistries());
        return all;
    }

    /** PEM; empty: a certificate of an authority that Java trusts. */
    public String getRegistryCa() {
        return registryCa;
    }

    @DataBoundSetter
    public void setRegistryCa(String pem) {
        registryCa = fixNull(pem).strip();
    }

    public String getRequireMark() {
        return requireMark;
    }

    @DataBoundSetter
    public void setRequireMark(String mark) {
        requireMark = fixNull(mark).strip();
    }

    public String getRouterService() {
        return routerService;
    }

    @DataBoundSetter
    public void setRouterService(String service) {
        routerService = fixNull(service).strip();
    }

    public String getRouterServerName() {
        return routerServerName;
    }

    @DataBoundSetter
    public void setRouterServerName(String serverName) {
        routerServerName = fixNull(serverName).strip();
    }

    public int getRouterServicePort() {
        return routerServicePort;
    }

    @DataBoundSetter
    public void setRouterServicePort(int port) {
        routerServicePort = port;
    }

    public int getRouterPreviewPort() {
        return routerPreviewPort;
    }

    @DataBoundSetter
    public void setRouterPreviewPort(int port) {
        routerPreviewPort = port;
    }

    public int getRouterAdminPort() {
        return routerAdminPort;
    }

    @DataBoundSetter
    public void setRouterAdminPort(int port) {
        routerAdminPort = port;
    }

    public String getRouterCredentialsId() {
        return routerCredentialsId;
    }

    @DataBoundSetter
    public void setRouterCredentialsId(String id) {
        routerCredentialsId = fixNull(id).strip();
    }

    public String getServiceUrl() {
        return serviceUrl;
    }

    @DataBoundSetter
    public void setServiceUrl(String url) {
        serviceUrl = fixNull(url).strip();
    }

    public String getPreviewUrl() {
        return previewUrl;
    }

    @DataBoundSetter
    public void setPreviewUrl(String url) {
        previewUrl = fixNull(url).strip();
    }

    public String getPlacement() {
        return placement;
    }

    @DataBoundSetter
    public void setPlacement(String constraints) {
        placement = fixNull(constraints).strip();
    }

    /** Permissions, one a line; see {@link io.jenkins.plugins.swarmdelivery.engine.SpecRules}. */
    public String getAllow() {
        return fixNull(allow);
    }

    @DataBoundSetter
    public void setAllow(String permissions) {
        allow = fixNull(permissions).strip();
    }

    /** Patterns, one a line; empty: all. */
    public String getRepositories() {
        return fixNull(repositories);
    }

    @DataBoundSetter
    public void setRepositories(String patterns) {
        repositories = fixNull(patterns).strip();
    }

    /** Delivering there needs more than the right to build. */
    public boolean isProtected() {
        return guarded;
    }

    @DataBoundSetter
    public void setProtected(boolean on) {
        guarded = on;
    }

    /** A protected cluster takes builds that nobody started, too, e.g. those after a commit. */
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

    /** Tells its credentials that a build uses them. */
    public void trackCredentials(Run<?, ?> run) {
        List<String> used = new ArrayList<>(List.of(credentialsId, routerCredentialsId));
        allRegistries().forEach(registry -> used.add(registry.getCredentialsId()));
        ClusterCredentials.track(run, used);
    }

    /** The lines of a field that holds one value a line. */
    static List<String> lines(String field) {
        return fixNull(field)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** The form of one cluster; what it checks and tries is in {@link SwarmClusterDescriptor}. */
    @Extension
    @Symbol("swarmCluster")
    public static class DescriptorImpl extends SwarmClusterDescriptor {
        public DescriptorImpl() {
            super(SwarmCluster.class);
        }
    }
}
