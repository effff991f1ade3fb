package io.jenkins.plugins.swarmdelivery.jenkins.config;

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

    private int adminPort = HaproxySettings.ADMIN_PORT;

    @DataBoundConstructor
    public Haproxy() {
        super(HaproxySettings.SERVICE, HaproxySettings.SERVICE_PORT, HaproxySettings.PREVIEW_PORT);
    }

    @Override
    String path() {
        return PATH;
    }

    @Override
    List<Runnable> ownChecks() {
        return List.of(() -> ClusterFields.port(PATH + "adminPort", adminPort));
    }

    @Override
    List<Object> ownValues() {
        return List.of(adminPort);
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
                getService(),
                effectiveServerName(),
                new HaproxySettings.Ports(getServicePort(), getPreviewPort(), adminPort),
                urls(),
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
        if (!getCredentialsId().isEmpty()) {
            return getCredentialsId();
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

    public int getAdminPort() {
        return adminPort;
    }

    @DataBoundSetter
    public void setAdminPort(int port) {
        adminPort = port;
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
