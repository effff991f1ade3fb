package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Loopback6;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.fuzz.Trickle;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final String EC = "-keyalg EC -groupname secp256r1";
    private static final EngineRequest READ = EngineRequest.get("/nodes");

    @TempDir
    private static Path folder;

    private static TestCertificates engine;
    private static TestCertificates client;
    private static TestCertificates stranger;

    @BeforeAll
    static void makeCertificates() throws Exception {
        engine = TestCertificates.make(folder, EC, "ip:127.0.0.1");
        client = TestCertificates.make(folder, EC, "dns:client");
        stranger = TestCertificates.make(folder, EC, "dns:stranger");
    }

    @Test
    void speaksMutualTls() throws Exception {
        try (StubEngine stub = new StubEngine(engine.admitting(client));
                EngineClient managers = managers("127.0.0.1", stub.port(), client.trusting(engine))) {
            stub.on("GET /nodes", StubEngine.json(200, "[]"));

            assertThat(managers.ask(READ).status()).isEqualTo(200);
        }
    }

    @Test
    void verifiesTheIpv6AddressOfAManager() throws Exception {
        InetAddress local = Loopback6.require();
        TestCertificates six = TestCertificates.make(folder, EC, "ip:0:0:0:0:0:0:0:1");
        try (StubEngine stub = new StubEngine(six.admitting(client), local);
                StubEngine other = new StubEngine(engine.admitting(client), local);
                EngineClient managers = managers("[::1]", stub.port(), client.trusting(six));
                EngineClient wrong = managers("[::1]", other.port(), client.trusting(engine))) {
            stub.on("GET /nodes", StubEngine.json(200, "[]"));

            assertThat(managers.ask(READ).status()).isEqualTo(200);
            assertThatThrownBy(() -> wrong.ask(READ)).hasMessageContainingAll("TLS failed", "tcp://[::1]:");
        }
    }

    @Test
    void checksTheHostName() throws Exception {
        try (StubEngine stub = new StubEngine(engine.admitting(client));
                EngineClient managers = managers("localhost", stub.port(), client.trusting(engine))) {
            assertThatThrownBy(() -> managers.ask(READ))
                    .isInstanceOf(SwarmException.Rejected.class)
                    .hasMessageContainingAll("TLS failed", "localhost", "check the CA, the client certificate");
        }
    }

    @Test
    void trustsOnlyTheGivenAuthority() throws Exception {
        try (StubEngine stub = new StubEngine(engine.admitting(client));
                EngineClient managers = managers("127.0.0.1", stub.port(), client.trusting(stranger))) {
            assertThatThrownBy(() -> managers.ask(READ))
                    .isInstanceOf(SwarmException.Rejected.class)
                    .hasMessageContaining("TLS failed");
        }
    }

    @Test
    void reportsThatTheEngineRejectsItsCertificate() throws Exception {
        try (StubEngine stub = new StubEngine(engine.admitting(client));
                EngineClient managers = managers("127.0.0.1", stub.port(), stranger.trusting(engine))) {
            assertThatThrownBy(() -> managers.ask(EngineRequest.post("/services/create", "{}")))
                    .isInstanceOf(SwarmException.class)
                    .hasMessageContainingAll("POST /services/create", "the client certificate")
                    .hasMessageNotContaining("may have been done");
        }
    }

    @Test
    void abandonsAPortThatNeverFinishesTheHandshake() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                EngineClient managers = managers("127.0.0.1", silent.getLocalPort(), client.trusting(engine))) {
            Instant begin = Instant.now();

            assertThatThrownBy(() -> managers.ask(READ)).isInstanceOf(SwarmException.Unavailable.class);
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void abandonsATricklingHandshake() throws Exception {
        try (Trickle trickle = new Trickle(Trickle.TLS_HANDSHAKE);
                EngineClient managers = managers("127.0.0.1", trickle.port(), client.trusting(engine))) {
            assertThatThrownBy(() -> managers.ask(READ))
                    .isInstanceOf(SwarmException.Unavailable.class)
                    .hasMessageContaining("the response is too slow");
        }
    }

    private static EngineClient managers(String host, int port, TlsMaterial tls) {
        return new EngineClient(
                List.of(DockerEndpoint.parse("tcp://" + host + ":" + port, Optional.of(tls), false)), StubEngine.SHORT);
    }
}
