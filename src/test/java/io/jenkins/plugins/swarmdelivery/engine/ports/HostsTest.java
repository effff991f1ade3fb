package io.jenkins.plugins.swarmdelivery.engine.ports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostsTest {
    @ParameterizedTest
    @CsvSource({
        "fd00::1, [fd00::1], fd00::1",
        "[fd00::1], [fd00::1], fd00::1",
        "10.0.0.1, 10.0.0.1, 10.0.0.1",
        "manager-1, manager-1, manager-1",
        "'', '', ''",
    })
    void onlyIpv6AddressesHaveBracketsInUrls(String host, String inUrl, String plain) {
        assertThat(Hosts.inUrl(host)).isEqualTo(inUrl);
        assertThat(Hosts.plain(host)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1", "[fe80::1]", "FE80::1", "febf:1::2", "fe80::1%eth0", "[fe80::1%25eth0]"})
    void linkLocalAddressesLeadNowhere(String host) {
        assertThat(Hosts.linkLocal(host).orElseThrow())
                .startsWith(Hosts.plain(host) + " is a link-local address")
                .contains("use a host name, or an address such as fd00::1 or 2001:db8::1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fd00::1", "::1", "2001:db8::fe80:1", "fec0::1", "fe80.example.com", "feed", "10.0.0.1", ""})
    void othersDoNot(String host) {
        assertThat(Hosts.linkLocal(host)).isEmpty();
    }

    @Test
    void missingBracketsAreNamed() {
        assertThat(Hosts.remedy("tcp://fd00::1:2376", "write tcp://host:2376"))
                .isEqualTo("write tcp://host:2376; put an IPv6 address in brackets, e.g. [fd00::1]");
        assertThat(Hosts.remedy("http://fd00::1/x", "write it")).endsWith("in brackets, e.g. [fd00::1]");
        assertThat(Hosts.remedy("http://host:80/a:b:c", "write it")).isEqualTo("write it");
        assertThat(Hosts.remedy("tcp://[fd00::1]", "write it")).isEqualTo("write it");
        assertThat(Hosts.remedy("tcp://user:password@host:2376", "write it")).isEqualTo("write it");
    }
}
