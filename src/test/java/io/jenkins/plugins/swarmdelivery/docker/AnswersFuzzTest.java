package io.jenkins.plugins.swarmdelivery.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Ledger;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import io.jenkins.plugins.swarmdelivery.fuzz.Fuzz;
import io.jenkins.plugins.swarmdelivery.fuzz.RawHttp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Damaged responses of a Docker Engine: parsed as far as possible, or refused with the place that they came from. */
class AnswersFuzzTest {
    private static final EngineRequest ASKED = EngineRequest.get("/services");
    private static final EngineAnswer.Engine ENGINE = new EngineAnswer.Engine("tcp://p1:2376", "20.10.24", "1.41");
    private static final String[] HTTP = {
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "Content-Length: 99999999999\r\n",
        "\r\n\r\n",
        "Content-Length: -1\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Encoding: gzip\r\n",
        "ffffffff\r\n",
        "Location: http://127.0.0.1:1/\r\n",
        "HTTP/1.1 301 Moved\r\n",
        "HTTP/1.1 503 Busy\r\nRetry-After: 99999\r\n",
        "X: y\r\n",
        "204 No Content",
        "500 Error"
    };
    private static final String LOG = "\1\0\0\0\0\0\0\6hello\n\2\0\0\0\0\0\0\7error!\n\1\0\0\0\0\0\0\3end";
    private static final String BUILD = """
            {"stream":"Step 1/2 : FROM x\\n"}
            {"status":"Pushing","id":"a1","progressDetail":{"current":5,"total":9}}
            {"aux":{"ID":"sha256:1","Digest":"sha256:2"}}
            {"error":"no space left","errorDetail":{"message":"no space left"}}
            """;

    @Test
    void parsesOrRefusesDamagedObjects() throws Exception {
        Fuzz.of("Engine API answers, as they are read", 1200, damage -> {
            List<Object> right = Answers.all();
            byte[] body = damage.document(right.get(damage.random().nextInt(right.size())));
            EngineAnswer answer = new EngineAnswer(ASKED, ENGINE, damage.one(200, 404, 409, 500, 503), body);
            assertThat(answer.message()).hasSizeLessThanOrEqualTo(501).doesNotContain("\n");
            try {
                DockerErrors.check(answer);
                read(damage.random().nextBoolean() ? answer.list() : List.of(answer.object()));
            } catch (SwarmException e) {
                assertThat(e.getMessage()).contains("GET /services at tcp://p1:2376");
                throw e;
            }
        });
    }

    private static void read(List<Object> objects) {
        ServiceReader.read(objects).forEach(service -> {
            ServiceSpec spec = service.spec();
            spec.mode();
            spec.networks();
            spec.declaresHealthCheck();
            assertThat(spec.fingerprint()).hasSize(32);
        });
        for (Object object : objects) {
            TaskReader.read(object);
            NodeReader.read(object);
            assertThat(HealthLog.read(object)).hasSizeLessThan(2002);
            assertThat(new OverlayAddresses(objects, objects).free(object)).isGreaterThanOrEqualTo(-1);
        }
    }

    @Test
    void parsesOrRefusesDamagedHttp() throws Exception {
        Damage[] now = new Damage[1];
        try (RawHttp engine = new RawHttp(request -> request.startsWith("GET /version")
                        ? RawHttp.answer("200 OK", EngineServer.VERSION.getBytes(StandardCharsets.UTF_8))
                        : RawHttp.answer("200 OK", document(now[0], request)));
                EngineClient client = client(engine)) {
            Fuzz.of("Engine API answers, over HTTP", 60, damage -> {
                now[0] = damage;
                ask(client, damage);
            });
        }
    }

    private static synchronized byte[] document(Damage damage, String request) {
        return damage.document(Answers.to(request));
    }

    @Test
    void parsesOrRefusesDamagedBytes() throws Exception {
        Damage[] now = new Damage[1];
        try (RawHttp engine = new RawHttp(request -> bytes(now[0], request));
                EngineClient client = client(engine)) {
            Fuzz.of("HTTP of a Docker Engine, as bytes", 60, damage -> {
                now[0] = damage;
                ask(client, damage);
            });
        }
    }

    private static synchronized byte[] bytes(Damage damage, String request) {
        boolean version = request.startsWith("GET /version");
        Object right = version ? Damage.parse(EngineServer.VERSION) : Answers.to(request);
        byte[] whole = RawHttp.answer("200 OK", Damage.text(right).getBytes(StandardCharsets.UTF_8));
        // Most get past the first request.
        return version && damage.random().nextInt(10) > 0 ? whole : damage.bytes(whole, HTTP);
    }

    private static EngineClient client(RawHttp engine) {
        return new EngineClient(
                List.of(DockerEndpoint.parse(engine.uri().toString(), Optional.empty(), true)), StubEngine.SHORT);
    }

    private static void ask(EngineClient client, Damage damage) {
        Answers.QUESTIONS.get(damage.random().nextInt(Answers.QUESTIONS.size())).of(client);
    }

    @Test
    void parsesOrRefusesDamagedLedgerLabels() throws Exception {
        Object right = Damage.parse(Answers.LEDGER);
        Fuzz.of("ledger labels", 800, damage -> {
            String label = new String(damage.document(right), StandardCharsets.UTF_8);
            try {
                LedgerText read = LedgerText.of(LedgerText.parse("go-demo.ledger", label));
                Ledger again = LedgerText.parse("go-demo.ledger", read.json());
                assertThat(LedgerText.of(again).json()).isEqualTo(read.json());
            } catch (RefusedException e) {
                assertThat(e.getMessage()).containsAnyOf("config go-demo.ledger, label", "the ledger of go-demo takes");
                throw e;
            }
        });
    }

    @Test
    void parsesAnyDamagedLog() throws Exception {
        byte[] right = LOG.getBytes(StandardCharsets.ISO_8859_1);
        Fuzz.of("log streams", 400, damage -> {
            byte[] stream = damage.bytes(right, "\1\0\0\0\177\377\377\377", "\3\0\0\0\0\0\0\1", "\33[2J", "\r");
            assertThat(TaskLog.lines(stream, 5)).hasSizeLessThanOrEqualTo(5).allSatisfy(AnswersFuzzTest::printable);
            try {
                new LiveLog(AnswersFuzzTest::printable).read(new ByteArrayInputStream(stream));
            } catch (IOException e) {
                throw new SwarmException.Unavailable("as EngineSession tells it", e);
            }
        });
    }

    @Test
    void parsesAnyDamagedBuilderMessage() throws Exception {
        byte[] right = BUILD.getBytes(StandardCharsets.UTF_8);
        String[] words = {"{\"stream\":\"a\"}\n", "{\"status\":\"x\",\"id\":\"y\"}\n", "\\n", "\\u001b[2J"};
        Fuzz.of("messages of builds and pushes", 400, damage -> {
            byte[] stream = damage.bytes(right, words);
            try {
                BuilderMessages read = new BuilderMessages(AnswersFuzzTest::printable);
                read.read(new ByteArrayInputStream(stream)).error();
                BuildMetadata.read(stream);
            } catch (IOException e) {
                throw new SwarmException.Unavailable("as EngineSession tells it", e);
            }
        });
    }

    private static void printable(String line) {
        assertThat(line).hasSizeLessThanOrEqualTo(2001).doesNotContain("\33", "\n");
    }
}
