package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/**
 * The probe: connects within 2 seconds, has the whole response within 5, keeps no body, follows nothing, uses no proxy.
 * On the client that docker-java is on: the JDK's own lets no request name another host than it connects to.
 */
public final class ApacheHttpProbe implements HttpProbe {
    private static final Timeout CONNECT = Timeout.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    @Override
    public Answer get(Address address) {
        HttpGet request;
        HttpHost whom;
        try {
            request = new HttpGet(address.url());
            whom = whom(address);
        } catch (IllegalArgumentException e) {
            return failed(address + " is not a valid address: " + e.getMessage());
        }
        try (CloseableHttpClient client = client()) {
            return inTime(client, whom, request);
        } catch (IOException e) {
            return failed(reason(e));
        }
    }

    /** A connection of its own for each question, so that each is balanced anew; nobody is told who asks. */
    private static CloseableHttpClient client() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(Timeout.of(ANSWER))
                                .build())
                        // Only where it is needed: to read all authorities that Java trusts takes longer than to ask
                        // every proxy.
                        .setTlsSocketStrategy(
                                (socket, host, port, attachment, context) -> DefaultClientTlsStrategy.createDefault()
                                        .upgrade(socket, host, port, attachment, context))
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .build();
    }

    private static HttpHost whom(Address address) {
        URI url = address.url();
        if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("neither http nor https");
        }
        return new HttpHost(url.getScheme(), address.connectTo(), url.getPort());
    }

    /** On a thread of its own: a name server that hangs, or a body without end, is left behind. */
    private static Answer inTime(CloseableHttpClient client, HttpHost whom, HttpGet request) {
        FutureTask<Answer> asked = new FutureTask<>(() -> client.execute(whom, request, ApacheHttpProbe::answer));
        Thread thread = new Thread(asked, "swarm-delivery probe");
        thread.setDaemon(true);
        thread.start();
        try {
            return asked.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return failed("no complete response within " + ANSWER.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        } catch (ExecutionException e) {
            return failed(reason(e.getCause()));
        } finally {
            request.cancel();
        }
    }

    private static Answer answer(ClassicHttpResponse response) throws IOException {
        EntityUtils.consume(response.getEntity());
        return new Answer(
                response.getCode(),
                header(response, APPLICATION_HEADER),
                header(response, COLOR_HEADER),
                header(response, RELEASE_HEADER),
                "");
    }

    private static Optional<String> header(ClassicHttpResponse response, String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    private static Answer failed(String error) {
        return new Answer(0, Optional.empty(), Optional.empty(), Optional.empty(), error);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    }
}
