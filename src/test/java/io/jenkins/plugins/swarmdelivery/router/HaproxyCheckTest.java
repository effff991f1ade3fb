package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.ExpectedText;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HAProxy checks tasks as users ask: by the host name of the route, for the text that it expects. */
class HaproxyCheckTest {
    private static final Application SHOP = new Application("shop");
    private static final ExpectedText TEXT = new ExpectedText("it's \"up\", 100% # \\ $HOME ü");
    private static final int PATIENCE_MILLIS = 30_000;

    private final Deque<Closeable> opened = new ArrayDeque<>();
    private final Set<String> hosts = new ConcurrentSkipListSet<>();

    @AfterEach
    void stop() throws IOException {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    /** A task that knows its users' host name only, as many frameworks do. */
    private int serve(String address, int port, String body) throws IOException {
        HttpServer task = HttpServer.create(new InetSocketAddress(InetAddress.getByName(address), port), 0);
        task.createContext("/up", exchange -> {
            String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
            hosts.add(host);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(host.equals("shop.lab") ? 200 : 400, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        task.start();
        opened.push(() -> task.stop(0));
        return task.getAddress().getPort();
    }

    private static int up(String stats, Color color) throws IOException {
        return HaproxyStats.byBackend(stats).get("be_shop_" + color).own().up();
    }

    @Test
    void onlyTasksWithTheExpectedTextAreUp(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(HaproxyProcess.PROGRAM), "haproxy is not installed");
        TasksDns dns = new TasksDns();
        opened.push(dns);
        int port = serve("127.0.1.1", 0, "<p>" + TEXT + "</p>");
        serve("127.0.1.2", port, "<p>out of order</p>");
        dns.list("shop-blue", InetAddress.getByName("127.0.1.1"));
        dns.list("shop-green", InetAddress.getByName("127.0.1.2"), InetAddress.getByName("127.0.1.1"));
        RoutedService service = new RoutedService(
                "", port, Optional.empty(), Optional.of(new RoutedCheck("/up", Optional.of(TEXT))), 3);
        RoutedApplication shop =
                new RoutedApplication(SHOP, List.of(new RoutedRule(List.of("shop.lab", "www.shop.lab"), "/", service)));
        HaproxyProcess haproxy = new HaproxyProcess(folder, RouterSetup.of(List.of(shop)), dns.port());
        opened.push(haproxy);

        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        String stats = haproxy.send(HaproxyStats.ALL);
        while (up(stats, Color.BLUE) < 1
                || up(stats, Color.GREEN) < 1
                || !stats.contains("HTTP content check did not match")) {
            assertThat(System.nanoTime()).as(stats).isLessThan(end);
            Thread.sleep(100);
            stats = haproxy.send(HaproxyStats.ALL);
        }

        assertThat(up(stats, Color.GREEN)).as("of two").isEqualTo(1);
        assertThat(hosts).containsExactly("shop.lab");
    }
}
