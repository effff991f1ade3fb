package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.TestClock;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A client, its registry at localhost, a second server, and a clock that the test advances. */
abstract class RegistryTestBed {
    static final String SECRET = "very-secret";
    static final String REPOSITORY = "/v2/team/go-demo";
    static final String TAG = REPOSITORY + "/manifests/1.0";
    static final String OCI = "application/vnd.oci.image.manifest.v1+json";
    static final String DIGEST = "sha256:" + "a".repeat(64);
    static final StubRegistry.Answer FOUND = StubRegistry.Answer.of(200, "", "Docker-Content-Digest", DIGEST);

    private static TestCertificates certificates;

    final List<Duration> pauses = new CopyOnWriteArrayList<>();
    StubRegistry registry;
    StubRegistry other;
    ImageReference image;
    private final TestClock clock = new TestClock();

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws IOException, GeneralSecurityException {
        certificates = StubRegistry.certificates(folder);
    }

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        registry = new StubRegistry(certificates);
        other = new StubRegistry(certificates);
        image = ImageReference.parse("localhost:" + registry.port() + "/team/go-demo:1.0");
    }

    @AfterEach
    void stop() {
        registry.close();
        other.close();
    }

    /** The second server, under another host name. */
    String elsewhere() {
        return "https://127.0.0.1:" + other.port();
    }

    RegistryClient anonymous() throws GeneralSecurityException {
        return client(Optional.empty(), Optional.of(certificates.certificatePem()));
    }

    RegistryClient anna() throws GeneralSecurityException {
        return client(Optional.of(new RegistryLogin("anna", () -> SECRET)), Optional.of(certificates.certificatePem()));
    }

    RegistryClient client(Optional<RegistryLogin> login, Optional<String> ca) {
        return new RegistryClient(asked -> login, new ServerTrust(ca), clock, pauses::add);
    }

    void pass(Duration time) {
        clock.pass(time);
    }
}
