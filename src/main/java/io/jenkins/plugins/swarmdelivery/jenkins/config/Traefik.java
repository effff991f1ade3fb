package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static hudson.Util.fixNull;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.Extension;
import io.jenkins.plugins.swarmdelivery.cluster.ClusterFields;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Traefik v3 as a Swarm service; every field has a default. */
public class Traefik extends ClusterRouter {
    /** The path of its fields in a cluster. */
    static final String PATH = "router.traefik.";

    private List<String> entryPoints = Lines.of(TraefikSettings.EntryPoints.DEFAULTS.users());
    private String previewEntryPoint = TraefikSettings.EntryPoints.DEFAULTS.preview();
    private int apiPort = TraefikSettings.Ports.DEFAULTS.api();
    private String loginCredentialsId = "";
    private boolean allowPlaintext;

    @DataBoundConstructor
    public Traefik() {
        super(
                TraefikSettings.SERVICE,
                TraefikSettings.Ports.DEFAULTS.service(),
                TraefikSettings.Ports.DEFAULTS.preview());
    }

    @Override
    String path() {
        return PATH;
    }

    @Override
    List<Runnable> ownChecks() {
        return List.of(
                () -> new TraefikSettings.EntryPoints(entryPoints, previewEntryPoint),
                () -> ClusterFields.port(PATH + "apiPort", apiPort),
                () -> serverName(getServerName(), getService()),
                () -> ClusterReader.plaintext(PATH + "allowPlaintext", allowPlaintext));
    }

    @Override
    List<Object> ownValues() {
        return List.of(entryPoints, previewEntryPoint, apiPort, loginCredentialsId, allowPlaintext);
    }

    /** Empty: the name of the service. If that is missing too, only its own check says so. */
    static void serverName(String name, String service) {
        String effective = name.isEmpty() ? service : name;
        if (!effective.isBlank()) {
            new TraefikSettings.Api(Optional.empty(), effective, Optional.empty());
        }
    }

    @Override
    TraefikSettings settings(String cluster, Optional<Supplier<TlsMaterial>> managers) {
        checks().forEach(Runnable::run);
        String path = "cluster " + cluster + ": " + PATH;
        return new TraefikSettings(
                getService(),
                new TraefikSettings.EntryPoints(entryPoints, previewEntryPoint),
                new TraefikSettings.Ports(getServicePort(), getPreviewPort(), apiPort),
                new TraefikSettings.Api(
                        allowPlaintext
                                ? Optional.empty()
                                : Optional.of(certificate(path + "credentialsId", getCredentialsId(), managers)),
                        effectiveServerName(),
                        login(path + "loginCredentialsId")),
                urls());
    }

    private static Supplier<TlsMaterial> certificate(
            String field, String id, Optional<Supplier<TlsMaterial>> managers) {
        Optional<Supplier<TlsMaterial>> tls = tls(field, id, managers);
        ClusterFields.requireApiCertificate(field, tls.isPresent(), "choose a client certificate");
        return tls.orElseThrow();
    }

    private Optional<TraefikSettings.Login> login(String field) {
        return Optional.of(loginCredentialsId).filter(id -> !id.isEmpty()).map(id -> {
            StandardUsernamePasswordCredentials found = ClusterCredentials.login(field, id);
            return new TraefikSettings.Login(
                    found.getUsername(), new Credential<>(found.getPassword().getPlainText()));
        });
    }

    @Override
    List<String> credentialsIds(String cluster) {
        return List.of(getCredentialsId(), loginCredentialsId);
    }

    @Override
    Remedies remedies() {
        return new Remedies(
                "check the router's fields here; docs/traefik.md says what Traefik needs",
                "check that the port of Traefik's API is published in host mode, and that the server name and the"
                        + " credentials fit");
    }

    public List<String> getEntryPoints() {
        return List.copyOf(entryPoints);
    }

    @DataBoundSetter
    public void setEntryPoints(List<String> names) {
        entryPoints = Lines.of(names);
    }

    public String getPreviewEntryPoint() {
        return previewEntryPoint;
    }

    @DataBoundSetter
    public void setPreviewEntryPoint(String name) {
        previewEntryPoint = fixNull(name).strip();
    }

    public int getApiPort() {
        return apiPort;
    }

    @DataBoundSetter
    public void setApiPort(int port) {
        apiPort = port;
    }

    public String getLoginCredentialsId() {
        return loginCredentialsId;
    }

    @DataBoundSetter
    public void setLoginCredentialsId(String id) {
        loginCredentialsId = fixNull(id).strip();
    }

    public boolean isAllowPlaintext() {
        return allowPlaintext;
    }

    @DataBoundSetter
    public void setAllowPlaintext(boolean allowed) {
        allowPlaintext = allowed;
    }

    /** The form; {@link TraefikDescriptor} contains its checks. */
    @Extension
    @Symbol("traefik")
    public static class DescriptorImpl extends TraefikDescriptor {
        public DescriptorImpl() {
            super(Traefik.class);
        }
    }
}
