package io.jenkins.plugins.swarmdelivery.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.cli.Samples;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextsTest {
    private final Texts texts = new Texts(ZoneOffset.UTC);

    @Test
    void statusShowsServicesAndDisagreements() {
        assertThat(String.join("\n", texts.status("staging", Samples.status(), Samples.NOW)))
                .isEqualTo("""
                        go-demo on staging
                          active     blue 1.0 (#1) as go-demo-blue    3/3 healthy  since 2026-03-01 11:55:00
                          candidate  green 2.0 (#2) as go-demo-green  2/3 healthy  since 2026-03-01 11:55:00
                          candidate: task 3: exit 1
                          leftover until  2026-03-01 11:59:00: failed, and kept for inspection
                          delivery        release of green 2.0 in testing since 2026-03-01 11:59:58, previously blue 1.0
                          lease           anna@build-7 pid 4711: deploy 2.0, since 2026-03-01 11:59:00, expires 2026-03-01 12:00:30
                          router          blue 1.0, preview green 2.0 on 1 of 2 replicas
                          roll back to    #1, #2
                          address         http://shop.example.com:8080 at 10.0.0.1
                          address         http://shop.example.com:8080 at 10.0.0.2
                        overdue; run retire --due or resume:
                          - green 0.9: failed, and kept for inspection; it was due to be retired at 2026-03-01T11:59:00Z
                        disagreements:
                          - the router serves blue, the ledger says green""");
    }

    @Test
    void historyShowsOneLinePerEntry() {
        List<String> lines = texts.history(Samples.history());
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("WHEN ").endsWith("REASON");
        assertThat(lines.get(1))
                .contains(
                        "2026-03-01 12:00:00  release  2.0 (#2)  green  blue 1.0",
                        "failed",
                        "c42ac1d3b6  anna@build-7, approved by carol")
                .endsWith("tests before the switch ended with 3");
        assertThat(lines.get(2)).contains("unlock", "bob pid 1").endsWith("at the bottom of a lake");
        assertThat(texts.history(List.of())).containsExactly("no history yet");
    }

    @Test
    void showsAReadyCandidateWithItsPreview() {
        assertThat(texts.delivery("staging", Samples.delivery(Phase.READY), Samples.addresses()))
                .containsExactly(
                        "release of go-demo-green 2.0 (#2) on staging: candidate is ready (2.1s)",
                        "  preview http://shop.example.com:8081 at 10.0.0.1",
                        "  preview http://shop.example.com:8081 at 10.0.0.2");
    }

    @Test
    void showsAFailedDeliveryWithItsReason() {
        assertThat(texts.delivery(
                        "staging",
                        Samples.failed(Phase.CONVERGING, Phase.FAILED, "deadline\ntask 1: exit 1"),
                        Samples.addresses()))
                .startsWith(
                        "release of go-demo-green 2.0 (#2) on staging: failed, previous state restored (4.1s)",
                        "failed in converging:",
                        "  deadline",
                        "  task 1: exit 1");
    }
}
