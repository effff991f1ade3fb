package io.jenkins.plugins.swarmdelivery.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.cli.Samples;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.plan.Findings;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.plan.SpecDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Programs read these documents: a change here affects them, and must be documented in docs/command-line.md. */
class DocumentsTest {
    @Test
    void deliveryMatchesItsGoldenFile() throws IOException {
        golden("delivery", Documents.delivery(Samples.failed(Phase.BAKING, Phase.ROLLED_BACK, "task 1 failed")));
    }

    @Test
    void statusMatchesItsGoldenFile() throws IOException {
        golden("status", Documents.status(Samples.status()));
        assertThat(Documents.status(Samples.status()).toString()).doesNotContain("token");
    }

    @Test
    void historyMatchesItsGoldenFile() throws IOException {
        golden(
                "history",
                Map.of(
                        "history",
                        Samples.history().stream().map(Documents::history).toList()));
    }

    @Test
    void planMatchesItsGoldenFile() throws IOException {
        Map<String, Object> before = new LinkedHashMap<>();
        before.put("Name", "go-demo-blue");
        before.put("Labels", Map.of("traefik.enable", "true"));
        Map<String, Object> after = new LinkedHashMap<>();
        after.put("Name", "go-demo-green");
        after.put("EndpointSpec", Map.of("Mode", "dnsrr"));
        ServiceSpec spec = new ServiceSpec(after);
        golden(
                "plan",
                Documents.plan(new Plan(
                        Samples.APPLICATION,
                        Optional.of(Samples.placed(Color.BLUE, 1, "1.0")),
                        new Plan.Made(
                                Samples.placed(Color.GREEN, 2, "2.0"),
                                spec,
                                SpecDiff.between(new ServiceSpec(before), spec)),
                        new Plan.Course(List.of(), List.of("start go-demo-green", "switch")),
                        new Findings(List.of("no health check"), List.of()))));
    }

    private static void golden(String name, Map<String, Object> document) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);
        new Console(out, out, Console.Format.JSON, false, Map.of()).result(document, List.of());
        try (InputStream golden = DocumentsTest.class.getResourceAsStream("/golden/" + name + ".json")) {
            String expected = golden == null ? "" : new String(golden.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        }
    }
}
