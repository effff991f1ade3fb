package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import hudson.Extension;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.router.HaproxySettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** HAProxy as a Swarm service; every field has a default. */
public class Haproxy extends ClusterRouter {
    /** The path of its fields in a cluster. */
    static final String PATH = "router.haproxy.";

    private String service = HaproxySettings.SERVICE;
    private String serverName = "";
    private int servicePort = HaproxySettings.SERVICE_PORT;
    private int previewPort = HaproxySettings.PREVIEW_PORT;
    private int adminPort = HaproxySettings.ADMIN_PORT;
    private String credentialsId = "";
    private String serviceUrl = "";
    private String previewUrl = "";

    @DataBoundConstructor
    public Haproxy() {}

    @Override
    List<Runnable> checks() {
        return List.of(
                () -> ClusterFields.routerService(PATH + "service", service),
                () -> ClusterFields.port(PATH + "servicePort", servicePort),
                () -> ClusterFields.port(PATH + "previewPort", previewPort),
                () -> ClusterFields.port(PATH + "adminPort", adminPort),
                () -> url(PATH + "serviceUrl", serviceUrl),
                () -> url(PATH + "previewUrl", previewUrl));
    }

    @Override
    HaproxySettings settings(String cluster, Optional<Supplier<TlsMaterial>> managers) {
        checks().forEach(Runnable::run);
        String field = "cluster " + cluster + ": " + PATH + "credentialsId";
        Optional<Supplier<TlsMaterial>> tls = tls(field, effectiveId(cluster), managers);
        ClusterFields.requireCertificate(field, tls.isPresent(), "choose one");
        return settings(tls.get());
    }

    private HaproxySettings settings(Supplier<TlsMaterial> tls) {
        return new HaproxySettings(
                service,
                serverName.isEmpty() ? service : serverName,
                new HaproxySettings.Ports(servicePort, previewPort, adminPort),
                urls(PATH, serviceUrl, previewUrl),
                tls);
    }

    /** {@inheritDoc} They are looked up when a replica is contacted. */
    @Override
    HaproxySettings unprovided(String cluster, Optional<Supplier<TlsMaterial>> managers) {
        checks().forEach(Runnable::run);
        return settings(() -> settings(cluster, managers).tls().get());
    }

    @Override
    public boolean isSetUpHere() {
        return true;
    }

    /** Empty: those for the managers. */
    private String effectiveId(String cluster) {
        if (!credentialsId.isEmpty()) {
            return credentialsId;
        }
        String created = RouterCredentials.defaultId(cluster);
        return ClusterCredentials.hasTls(created) ? created : "";
    }

    @Override
    List<String> credentialsIds(String cluster) {
        return List.of(effectiveId(cluster));
    }

    @Override
    Remedies remedies() {
        return new Remedies(
                "set up the router on the page of the cluster or with swarm-delivery router up, and check the router's fields here",
                "check that the admin port is published in host mode and the server name fits the certificate");
    }

    public String getService() {
        return service;
    }

    @DataBoundSetter
    public void setService(String name) {
        service = fixNull(name).strip();
    }

    public String getServerName() {
        return serverName;
    }

    @DataBoundSetter
    public void setServerName(String name) {
        serverName = fixNull(name).strip();
    }

    public int getServicePort() {
        return servicePort;
    }

    @DataBoundSetter
    public void setServicePort(int port) {
        servicePort = port;
    }

    public int getPreviewPort() {
        return previewPort;
    }

    @DataBoundSetter
    public void setPreviewPort(int port) {
        previewPort = port;
    }

    public int getAdminPort() {
        return adminPort;
    }

    @DataBoundSetter
    public void setAdminPort(int port) {
        adminPort = port;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String id) {
        credentialsId = fixNull(id).strip();
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

    /** Compared by value: Configuration as Code exports only what differs from a new one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Haproxy that && values().equals(that.values());
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    private List<Object> values() {
        return List.of(service, serverName, servicePort, previewPort, adminPort, credentialsId, serviceUrl, previewUrl);
    }

    /** The form; {@link HaproxyDescriptor} contains its checks. */
    @Extension(ordinal = 1)
    @Symbol("haproxy")
    public static class DescriptorImpl extends HaproxyDescriptor {
        public DescriptorImpl() {
            super(Haproxy.class);
        }
    }
}
