package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerEndpointTest {
    @ParameterizedTest
    @CsvSource({
        "tcp://manager:2376, tcp://manager:2376",
        "tcp://manager, tcp://manager:2375",
        "' tcp://10.0.0.1:2375/ ', tcp://10.0.0.1:2375",
        "tcp://[fd00::1]:2376, tcp://[fd00::1]:2376",
        "tcp://[fd00::1], tcp://[fd00::1]:2375",
        "unix:///var/run/docker.sock, unix:///var/run/docker.sock",
    })
    void acceptsTheUsualForms(String text, String address) {
        assertThat(DockerEndpoint.parse(text, Optional.empty(), true)).hasToString(address);
    }

    @Test
    void refusesTcpWithoutTlsUnlessItIsAllowed() {
        assertThatThrownBy(() -> DockerEndpoint.parse("tcp://manager:2375", Optional.empty(), false))
                .isInstanceOf(RefusedException.class)
                .hasMessage("endpoint: \"tcp://manager:2375\" is not valid; tcp needs TLS: give the CA certificate, the"
                        + " client certificate and its key, or allow plain tcp for this cluster");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "manager",
                "manager:2376",
                "ssh://manager",
                "tcp://",
                "tcp://:2376",
                "tcp://user@manager:2376",
                "tcp://manager:2376/path",
                "tcp://manager:2376?x=y",
                "unix://relative",
                "unix:///",
                "tcp://man ager:1"
            })
    void refusesOtherForms(String text) {
        assertThatThrownBy(() -> DockerEndpoint.parse(text, Optional.empty(), true))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("endpoint: ")
                .hasMessageContaining("write tcp://host:2376 or unix:///var/run/docker.sock");
    }

    @Test
    void suggestsTcpForHttps() {
        assertThatThrownBy(() -> DockerEndpoint.parse("https://manager:2376", Optional.empty(), true))
                .hasMessageContaining("write tcp:// in place of https://");
    }

    @Test
    void formatsAddressesOfOtherMachines() {
        DockerEndpoint manager = DockerEndpoint.parse("tcp://manager:2376", Optional.empty(), true);

        assertThat(manager.beside("10.0.0.2", 2375)).hasToString("tcp://10.0.0.2:2375");
        assertThat(manager.beside("fd00::2", 2375)).hasToString("tcp://[fd00::2]:2375");
    }

    @Test
    void refusesTimeoutsOutsideTheirBounds() {
        assertThatThrownBy(() -> new Timeouts(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("connect timeout: \"0ms\" is not valid");
        assertThatThrownBy(() -> new Timeouts(Duration.ofSeconds(1), Duration.ofHours(1)))
                .hasMessageContaining("response timeout");
    }

    @Test
    void refusesIpv6AddressesThatLeadNowhere() {
        assertThatThrownBy(() -> DockerEndpoint.parse("tcp://fd00::1:2376", Optional.empty(), true))
                .hasMessage("endpoint: \"tcp://fd00::1:2376\" is not valid; write tcp://host:2376 or"
                        + " unix:///var/run/docker.sock; put an IPv6 address in brackets, e.g. [fd00::1]");
        assertThatThrownBy(() -> DockerEndpoint.parse("tcp://[fe80::1%eth0]:2376", Optional.empty(), true))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("fe80::1%eth0 is a link-local address");
        DockerEndpoint manager = DockerEndpoint.parse("tcp://manager:2376", Optional.empty(), true);
        assertThatThrownBy(() -> manager.beside("fe80::2", 2376)).isInstanceOf(RefusedException.class);
    }
}
