package io.jenkins.plugins.swarmdelivery.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import io.jenkins.plugins.swarmdelivery.docker.EngineServer;
import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A manager of a {@link MemorySwarm}, which counts what it is asked. */
final class StubManager extends EngineServer {
    /** By the beginning of their names a bench tells these threads from those of the engine. */
    static final String THREADS = "stub manager";

    static {
        // An answer is written in parts, and the end of one must not wait for the receipt of the part before it.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /**
     * What was asked since the manager began.
     *
     * @param calls how many, by method and first part of the path, e.g. {@code GET tasks}
     * @param sent bytes of the bodies of requests
     * @param received bytes of the bodies of answers
     */
    record Counted(Map<String, Long> calls, long sent, long received) {
        Counted since(Counted before) {
            Map<String, Long> fresh = new TreeMap<>(calls);
            before.calls.forEach((kind, number) -> fresh.merge(kind, -number, Long::sum));
            fresh.values().removeIf(number -> number == 0);
            return new Counted(fresh, sent - before.sent, received - before.received);
        }

        long all() {
            return calls.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .build();

    private final MemorySwarm swarm;
    private final Map<String, Long> calls = new TreeMap<>();
    private long sent;
    private long received;

    StubManager(MemorySwarm swarm) {
        super(Optional.empty(), THREADS);
        this.swarm = swarm;
        start();
    }

    synchronized Counted counted() {
        return new Counted(Map.copyOf(calls), sent, received);
    }

    @Override
    protected void answer(HttpExchange exchange, String path) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        MemorySwarm.Answer answer = swarm.answer(
                exchange.getRequestMethod(),
                path,
                query(exchange.getRequestURI().getQuery()),
                object(body));
        exchange.sendResponseHeaders(answer.status(), 0);
        Counting counting = new Counting(exchange.getResponseBody());
        OutputStream out = new BufferedOutputStream(counting, 64 << 10);
        write(answer.tree(), out);
        out.flush();
        // Before its end is sent: whoever has an answer finds it counted.
        count(exchange.getRequestMethod() + " " + path.split("/")[1], body.length, counting.bytes);
        out.close();
    }

    private synchronized void count(String kind, long in, long out) {
        calls.merge(kind, 1L, Long::sum);
        sent += in;
        received += out;
    }

    /** A list of ten thousand tasks is written as it is made: the bench's heap is to be the engine's. */
    private static void write(Object tree, OutputStream out) throws IOException {
        if (!(tree instanceof Stream<?> list)) {
            JSON.writeValue(out, tree);
            return;
        }
        try (SequenceWriter writer = JSON.writer().writeValuesAsArray(out)) {
            for (Iterator<?> element = list.iterator(); element.hasNext(); ) {
                writer.write(element.next());
            }
        }
    }

    private static Map<String, String> query(String query) {
        return query == null
                ? Map.of()
                : Stream.of(query.split("&"))
                        .map(parameter -> parameter.split("=", 2))
                        .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(byte[] body) {
        return body.length == 0
                ? Map.of()
                : (Map<String, Object>) Damage.parse(new String(body, StandardCharsets.UTF_8));
    }

    private static final class Counting extends FilterOutputStream {
        private long bytes;

        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            bytes += length;
        }
    }
}
