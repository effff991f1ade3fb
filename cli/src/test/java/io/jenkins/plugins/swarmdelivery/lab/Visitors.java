package io.jenkins.plugins.swarmdelivery.lab;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.router.Users;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Users who ask every replica of a router without a break, on a kept connection and on fresh ones, and remember what they got
 * at which time of the test.
 */
final class Visitors implements AutoCloseable {
    private static final String FIRST = "beginning";
    private static final int MOMENT_MILLIS = 500;
    private static final int PAUSE_MILLIS = 20;

    private final Set<String> seen = new ConcurrentSkipListSet<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<CompletableFuture<Void>> running = new ArrayList<>();
    private volatile String time = FIRST;
    private volatile boolean stopped;

    private Visitors() {}

    static Visitors to(LabCluster cluster, Application application) throws InterruptedException {
        Visitors visitors = new Visitors();
        for (URI replica : cluster.replicas(application)) {
            visitors.running.add(
                    CompletableFuture.runAsync(() -> visitors.stay(replica, application), visitors.threads));
            visitors.running.add(
                    CompletableFuture.runAsync(() -> visitors.comeAgain(replica, application), visitors.threads));
        }
        Thread.sleep(MOMENT_MILLIS);
        return visitors;
    }

    /** A new time begins, and is given a moment. */
    void enter(String next) throws InterruptedException {
        time = next;
        Thread.sleep(MOMENT_MILLIS);
    }

    /** Ends them. Returns each answer that one of them got, with the time of the test, e.g. {@code paused: 503 page}. */
    Set<String> end() {
        close();
        return new TreeSet<>(seen);
    }

    /** What a fresh user gets from a replica: the status, and the release or {@code page}. */
    static String ask(URI replica, Application application) throws IOException {
        try (Users users = users(replica, application)) {
            return answer(users);
        }
    }

    private static Users users(URI replica, Application application) throws IOException {
        return new Users(new InetSocketAddress(replica.getHost(), replica.getPort()), application + ".lab");
    }

    private static String answer(Users users) throws IOException {
        Map<String, String> headers = users.get();
        return headers.get("status") + " "
                + (headers.containsKey("x-swarm-paused")
                        ? "page"
                        : headers.get("x-swarm-color") + " " + headers.get("x-swarm-release"));
    }

    private void stay(URI replica, Application application) {
        try (Users users = users(replica, application)) {
            while (!stopped) {
                remember(() -> answer(users));
            }
        } catch (IOException e) {
            seen.add(time + ": " + e);
        }
    }

    private void comeAgain(URI replica, Application application) {
        while (!stopped) {
            remember(() -> ask(replica, application));
        }
    }

    private interface Question {
        String ask() throws IOException;
    }

    /** An answer to a question of another time belongs to neither; an error counts in any case. */
    private void remember(Question question) {
        String asked = time;
        try {
            Thread.sleep(PAUSE_MILLIS);
            String answer = question.ask();
            if (asked.equals(time) || !answer.startsWith("200 ") && !answer.equals("503 page")) {
                seen.add(asked + ": " + answer);
            }
        } catch (IOException e) {
            seen.add(asked + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        running.forEach(CompletableFuture::join);
        threads.shutdown();
    }
}
