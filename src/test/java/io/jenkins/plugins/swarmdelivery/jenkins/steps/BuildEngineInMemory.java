package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import com.sun.net.httpserver.HttpExchange;
import io.jenkins.plugins.swarmdelivery.docker.EngineServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Docker Engine with a registry, with the features that a build with tests in a container uses. It listens on a port,
 * so that agents can reach it.
 */
public final class BuildEngineInMemory extends EngineServer {
    public static final String REPORT = "<testsuite/>";
    private static final Pattern CONTAINER = Pattern.compile("/containers/([^/?]+)(/[a-z]+)?");

    private final Map<String, String> tags = new ConcurrentHashMap<>();
    private final Set<String> containers = ConcurrentHashMap.newKeySet();
    private final List<String> logins = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CountDownLatch removed = new CountDownLatch(1);
    private volatile boolean hang;
    private volatile int exitCode;
    private volatile String says = "tests run";
    private volatile String digest;

    public BuildEngineInMemory() {
        super(Optional.empty(), "build engine");
        start();
    }

    /** The exit code of the tests' container. */
    public BuildEngineInMemory testsEndWith(int code) {
        exitCode = code;
        return this;
    }

    /** The tests' container runs until it is removed. */
    public BuildEngineInMemory testsHang() {
        hang = true;
        return this;
    }

    public BuildEngineInMemory testsSay(String text) {
        says = text;
        return this;
    }

    /** The digest of every pushed image; otherwise, each tag has its own. */
    public BuildEngineInMemory pushesAre(String sha256) {
        digest = sha256;
        return this;
    }

    /** The content of the registry: versions and digests. */
    public Map<String, String> tags() {
        return tags;
    }

    public Set<String> containers() {
        return containers;
    }

    /** The logins used for pushes. */
    public List<String> logins() {
        return logins;
    }

    public List<String> received() {
        return received;
    }

    @Override
    protected void answer(HttpExchange exchange, String path) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String request = exchange.getRequestMethod() + " " + path;
        received.add(request);
        try {
            answer(exchange, request, path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private void answer(HttpExchange exchange, String request, String path) throws IOException, InterruptedException {
        Matcher container = CONTAINER.matcher(path);
        if (request.equals("GET /_ping") || request.equals("GET /version")) {
            exchange.getResponseHeaders().add("Api-Version", "1.41");
            send(exchange, 200, VERSION);
        } else if (request.equals("POST /build")) {
            send(exchange, 200, "{\"stream\":\"Step 1/1\\n\"}\n{\"aux\":{\"ID\":\"sha256:id\"}}\n");
        } else if (path.endsWith("/push")) {
            push(exchange, path);
        } else if (path.startsWith("/distribution/")) {
            distribution(exchange, path.replaceFirst("/distribution/(.*)/json", "$1"));
        } else if (request.equals("GET /containers/json") || request.equals("GET /networks")) {
            send(exchange, 200, "[]");
        } else if (request.equals("GET /volumes")) {
            send(exchange, 200, "{\"Volumes\":[]}");
        } else if (request.equals("POST /containers/create")) {
            containers.add(exchange.getRequestURI().getQuery().replaceFirst("name=", ""));
            send(exchange, 201, "{\"Id\":\"1\"}");
        } else if (container.matches()) {
            container(exchange, container.group(1), exchange.getRequestMethod() + " " + container.group(2));
        } else {
            send(exchange, 404, "{\"message\":\"page not found\"}");
        }
    }

    private void push(HttpExchange exchange, String path) throws IOException {
        logins.add(new String(
                Base64.getUrlDecoder().decode(exchange.getRequestHeaders().getFirst("X-Registry-Auth")),
                StandardCharsets.UTF_8));
        String repository = path.replaceFirst("^/images/(.*)/push$", "$1");
        String tag = exchange.getRequestURI().getQuery().replaceFirst("tag=", "");
        String pushed = digest == null ? "sha256:" + "%064x".formatted(tag.hashCode() & 0xffffffffL) : digest;
        tags.put(repository + ":" + tag, pushed);
        send(exchange, 200, "{\"aux\":{\"Tag\":\"" + tag + "\",\"Digest\":\"" + pushed + "\"}}\n");
    }

    private void distribution(HttpExchange exchange, String image) throws IOException {
        String digest = tags.get(image);
        if (digest == null) {
            send(exchange, 404, "{\"message\":\"manifest unknown\"}");
        } else {
            send(exchange, 200, "{\"Descriptor\":{\"digest\":\"" + digest + "\"}}");
        }
    }

    private void container(HttpExchange exchange, String name, String what) throws IOException, InterruptedException {
        switch (what) {
            case "GET /json" ->
                send(
                        exchange,
                        200,
                        "{\"State\":{\"Status\":\"exited\",\"Running\":false,\"ExitCode\":" + exitCode
                                + "},\"Config\":{\"WorkingDir\":\"/src\"}}");
            case "GET /logs" -> logs(exchange);
            case "GET /archive" -> send(exchange, 200, tar("reports/unit.xml", REPORT));
            case "DELETE null" -> {
                containers.remove(name);
                removed.countDown();
                send(exchange, 204, "");
            }
            default -> send(exchange, 204, "");
        }
    }

    private void logs(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        byte[] line = (says + "\n").getBytes(StandardCharsets.UTF_8);
        OutputStream out = exchange.getResponseBody();
        out.write(new byte[] {1, 0, 0, 0, 0, 0, 0, (byte) line.length});
        out.write(line);
        out.flush();
        if (hang) {
            removed.await();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    /** One file in the oldest tar format. */
    private static byte[] tar(String name, String content) throws IOException {
        byte[] head = new byte[512];
        put(head, 0, name);
        put(head, 100, "0000644\0");
        put(head, 124, "%011o\0".formatted(content.length()));
        put(head, 136, "00000000000\0");
        put(head, 148, "        ");
        head[156] = '0';
        int sum = 0;
        for (byte b : head) {
            sum += b & 0xff;
        }
        put(head, 148, "%06o\0 ".formatted(sum));
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        tar.write(head);
        byte[] block = new byte[512];
        put(block, 0, content);
        tar.write(block);
        tar.write(new byte[1024]);
        return tar.toByteArray();
    }

    private static void put(byte[] to, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, to, at, bytes.length);
    }

    @Override
    public void close() {
        removed.countDown();
        super.close();
    }
}
