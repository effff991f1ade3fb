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
                () -> url("serviceUrl", serviceUrl),
                () -> url("previewUrl", previewUrl));
    }

    /** Empty: on the nodes of the replicas. */
    static Optional<String> url(String field, String url) {
        return Optional.of(url)
                .filter(text -> !text.isEmpty())
                .map(text -> ClusterFields.webAddress(PATH + field, text));
    }

    @Override
    HaproxySettings settings(String cluster, Optional<Supplier<TlsMaterial>> managers) {
        checks().forEach(Runnable::run);
        String field = "cluster " + cluster + ": " + PATH + "credentialsId";
        Optional<Supplier<TlsMaterial>> tls = credentialsId.isEmpty()
                ? managers
                : Optional.of(new Credential<>(ClusterCredentials.tls(field, credentialsId)));
        ClusterFields.requireCertificate(field, tls.isPresent(), "choose one");
        return new HaproxySettings(
                service,
                serverName.isEmpty() ? service : serverName,
                new HaproxySettings.Ports(servicePort, previewPort, adminPort),
                new HaproxySettings.Urls(url("serviceUrl", serviceUrl), url("previewUrl", previewUrl)),
                tls.get());
    }

    @Override
    List<String> credentialsIds() {
        return List.of(credentialsId);
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
    @Extension
    @Symbol("haproxy")
    public static class DescriptorImpl extends HaproxyDescriptor {
        public DescriptorImpl() {
            super(Haproxy.class);
        }
    }
}
