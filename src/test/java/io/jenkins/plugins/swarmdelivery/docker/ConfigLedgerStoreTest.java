package io.jenkins.plugins.swarmdelivery.docker;

import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.HANG_UP;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.error;
import static io.jenkins.plugins.swarmdelivery.docker.StubEngine.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Lease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFit;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerFormat;
import io.jenkins.plugins.swarmdelivery.engine.ledger.LedgerStore.Versioned;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLedgerStoreTest {
    private static final Application APP = new Application("go-demo");
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Ledger EMPTY = Ledger.empty(APP);
    private static final Ledger LEASED = EMPTY.withLease(Optional.of(new Lease("t", "anna", "deploy", NOW, NOW)));
    private static final Versioned READ = new Versioned(EMPTY, "c1", 7);
    private static final String UPDATE = "POST /configs/c1/update";

    private final StubEngine engine = new StubEngine();
    private final EngineClient client = StubEngine.client(engine);
    private final ConfigLedgerStore store = new ConfigLedgerStore(client);

    @AfterEach
    void close() throws IOException {
        client.close();
        engine.close();
    }

    @Test
    void replacesLabelsOfTheVersionItRead() {
        engine.on(UPDATE, json(200, ""));
        engine.on("GET /configs", configs(ledger(LEASED, 8)));

        assertThat(store.replace(READ, LEASED)).isEqualTo(new Versioned(LEASED, "c1", 8));
        assertThat(engine.received(UPDATE).get(0).query()).isEqualTo("version=7");
        assertThat(engine.received(UPDATE).get(0).body()).contains("\"Name\":\"go-demo.ledger\"", "anna");
        assertThat(store.read(APP)).contains(new Versioned(LEASED, "c1", 8));
    }

    @Test
    void existsOnlyIfAManagerListsIt() {
        engine.on(
                "GET /configs",
                configs(config("go-demo.ledger.old", Map.of(), "x")),
                error(404, "page not found"),
                error(500, "oops"),
                json(200, "null"));

        assertThat(store.read(APP)).isEmpty();
        assertThatThrownBy(() -> store.read(APP)).isInstanceOf(SwarmException.class);
        assertThatThrownBy(() -> store.read(APP)).isInstanceOf(SwarmException.class);
        assertThat(store.read(APP)).isEmpty();
    }

    @Test
    void refusesAStaleVersion() {
        engine.on(UPDATE, error(500, "rpc error: code = Unknown desc = update out of sequence"));
        engine.on("GET /configs", configs(ledger(EMPTY, 8)));

        assertThatThrownBy(() -> store.replace(READ, LEASED)).isInstanceOf(SwarmException.Conflict.class);
    }

    @Test
    void detectsAConcurrentWriteAfterItsOwn() {
        engine.on(UPDATE, json(200, ""));
        engine.on("GET /configs", configs(ledger(EMPTY, 9)));

        assertThatThrownBy(() -> store.replace(READ, LEASED))
                .isInstanceOf(SwarmException.Conflict.class)
                .hasMessageContaining("changed by somebody else");
    }

    @Test
    void readsBackAWriteWhoseResponseWasLost() {
        engine.on(UPDATE, HANG_UP);
        engine.on("GET /configs", configs(ledger(LEASED, 8)), configs(ledger(EMPTY, 7)));

        assertThat(store.replace(READ, LEASED).version()).isEqualTo(8);
        assertThatThrownBy(() -> store.replace(READ, LEASED)).isInstanceOf(SwarmException.Unavailable.class);
        assertThat(engine.received(UPDATE)).as("never written twice").hasSize(2);
    }

    @Test
    void readsBackACreateWhoseResponseWasLost() {
        engine.on("POST /configs/create", HANG_UP, error(409, "already exists"), error(409, "already exists"));
        engine.on("GET /configs", configs(ledger(EMPTY, 3)), configs(ledger(EMPTY, 3)), configs(ledger(LEASED, 3)));

        assertThat(store.create(EMPTY).version()).isEqualTo(3);
        assertThat(store.create(EMPTY).version())
                .as("the first try of a proxy succeeded")
                .isEqualTo(3);
        assertThatThrownBy(() -> store.create(EMPTY)).isInstanceOf(SwarmException.Conflict.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "{}",
                "{\"format\":2}",
                "{\"format\":1,\"application\":\"other\",\"lastRelease\":0}"
            })
    void neverTreatsADamagedLedgerAsNone(String text) {
        engine.on("GET /configs", configs(config("go-demo.ledger", Map.of(LedgerText.LABEL, text), "x")));

        assertThatThrownBy(() -> store.read(APP))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("config go-demo.ledger", "io.jenkins.swarm-delivery.ledger", "restore the");
    }

    @Test
    void keepsAllHistoryWithLessDetailOfOldEntries() {
        Ledger ledger = EMPTY;
        for (int i = 1; i <= Ledger.HISTORY; i++) {
            ledger = ledger.recording(new HistoryEntry(
                    NOW,
                    new HistoryEntry.Action("release", "d" + i),
                    new HistoryEntry.Subject(
                            i, "v", "registry.example:5000/" + "i".repeat(200), "blue", "p".repeat(250)),
                    new HistoryEntry.End("done", "ü".repeat(900), Map.of()),
                    new Author("a".repeat(1000), "", "", "")));
        }

        LedgerText text = LedgerText.of(ledger);

        assertThat(text.json().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(LedgerFit.LARGEST);
        assertThat(text.ledger().history()).hasSize(Ledger.HISTORY);
        assertThat(text.ledger().history().get(0).reason()).hasSize(249).endsWith("…");
        assertThat(text.ledger().history().get(49).reason()).hasSize(49).endsWith("…");
        assertThat(LedgerText.parse("c", text.json())).isEqualTo(text.ledger());
    }

    @Test
    void refusesALedgerTooLargeEvenWithoutHistory() {
        Ledger huge = EMPTY.withLease(Optional.of(new Lease("t".repeat(70_000), "o", "r", NOW, NOW)));

        assertThatThrownBy(() -> store.create(huge))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("ledger of go-demo", "no more than 61440");
    }

    @Test
    void readsBackATextCutWithinACharacter() {
        Ledger cut = EMPTY.withLease(Optional.of(new Lease("t", "anna", "\uD83D", NOW, NOW)));

        LedgerText text = LedgerText.of(cut);

        assertThat(text.json()).contains("?");
    }

    @Test
    void keepsTheSpecsOfReleases() {
        ServiceSpec spec = new ServiceSpec(Map.of("Name", "go-demo-blue"));
        engine.on("POST /configs/create", json(201, "{\"ID\":\"c2\"}"));
        engine.on("DELETE /configs/c1", json(204, ""));
        engine.on("GET /configs", json(200, "[]"), configs(release(3, "{\"Name\":\"go-demo-blue\"}")));

        store.keep(APP, 3, ReleaseSpec.of(spec));
        store.keep(APP, 3, ReleaseSpec.of(spec));

        assertThat(engine.received("POST /configs/create")).hasSize(1);
        assertThat(store.kept(APP, 3)).contains(ReleaseSpec.of(spec));
        assertThat(store.kept(APP, 4)).isEmpty();
        assertThat(store.keptReleases(APP)).containsExactly(3);
        store.forget(APP, 3);
        store.forget(APP, 4);
        assertThat(engine.received("DELETE /configs/c1")).hasSize(1);
    }

    @Test
    void replacesASpecLeftByAnEarlierLedger() {
        engine.on("GET /configs", configs(release(3, "{\"Name\":\"old\"}")));
        engine.on("DELETE /configs/c1", json(204, ""));
        engine.on("POST /configs/create", json(201, "{\"ID\":\"c2\"}"));

        store.keep(APP, 3, ReleaseSpec.of(new ServiceSpec(Map.of("Name", "new"))));

        assertThat(engine.received("DELETE /configs/c1")).hasSize(1);
        assertThat(engine.received("POST /configs/create")).hasSize(1);
    }

    @Test
    void refusesASpecThatCannotBeStored() {
        engine.on("GET /configs", configs(release(3, "garbage")));

        assertThatThrownBy(() ->
                        store.keep(APP, 3, ReleaseSpec.of(new ServiceSpec(Map.of("Name", "x".repeat(600_000))))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("the spec takes", "no more than 512000");
        assertThatThrownBy(() -> store.kept(APP, 3))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("config go-demo.release.3");
    }

    @Test
    void listsApplications() {
        engine.on("GET /configs", configs(ledger(EMPTY, 1)), configs(config("x", Map.of(Labels.ROLE, "ledger"), "x")));

        assertThat(store.applications()).containsExactly(APP);
        assertThatThrownBy(store::applications)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("config x, label io.jenkins.swarm-delivery.application");
    }

    private static Map<String, Object> ledger(Ledger ledger, long version) {
        Map<String, String> labels = Map.of(
                Labels.ROLE,
                "ledger",
                Labels.APPLICATION,
                "go-demo",
                LedgerText.LABEL,
                EngineJson.text(LedgerFormat.toTree(ledger)));
        return config("go-demo.ledger", labels, "x", version);
    }

    private static Map<String, Object> release(int number, String data) {
        return config("go-demo.release." + number, Map.of(Labels.RELEASE, Integer.toString(number)), data);
    }

    private static Map<String, Object> config(String name, Map<String, String> labels, String data) {
        return config(name, labels, data, 7);
    }

    private static Map<String, Object> config(String name, Map<String, String> labels, String data, long version) {
        String base64 = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8));
        return Map.of(
                "ID", "c1",
                "Version", Map.of("Index", version),
                "Spec", Map.of("Name", name, "Labels", labels, "Data", base64));
    }

    private static StubEngine.Answer configs(Map<String, Object> config) {
        return json(200, EngineJson.text(List.of(config)));
    }
}
