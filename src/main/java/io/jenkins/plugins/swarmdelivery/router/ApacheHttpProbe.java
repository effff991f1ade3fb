package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Address;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * Sends one HTTP request with a deadline, see {@link HttpDeadline}. It discards the body, does not follow redirects, and
 * does not use a proxy. It uses Apache HttpClient, as docker-java does, because the JDK's client cannot send a Host header
 * that differs from the address it connects to.
 */
public final class ApacheHttpProbe implements HttpProbe {
    /** No color in particular. */
    private static final String ANY_COLOR = "any";

    @Override
    public Answer get(Address address) {
        HttpGet request;
        HttpHost target;
        try {
            request = new HttpGet(address.url());
            request.setHeader(COLOR_HEADER, ANY_COLOR);
            target = target(address);
        } catch (IllegalArgumentException e) {
            return failed(address + " is not a valid address: " + e.getMessage());
        }
        try (CloseableHttpClient client = client()) {
            return HttpDeadline.execute(client, target, request, ApacheHttpProbe::toAnswer, "swarm-delivery probe");
        } catch (IOException e) {
            return failed(e.getMessage());
        }
    }

    /** Opens a new connection for each request, so that a load balancer balances every request. Sends no cookies. */
    private static CloseableHttpClient client() {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDefaultConnectionConfig(HttpDeadline.connections())
                        // Created on demand: loading Java's trust store takes longer than probing all replicas.
                        .setTlsSocketStrategy(
                                (socket, host, port, attachment, context) -> DefaultClientTlsStrategy.createDefault()
                                        .upgrade(socket, host, port, attachment, context))
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .build();
    }

    private static HttpHost target(Address address) {
        URI url = address.url();
        if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("the scheme must be http or https");
        }
        return new HttpHost(url.getScheme(), address.connectTo(), url.getPort());
    }

    private static Answer toAnswer(ClassicHttpResponse response) throws IOException {
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
}
