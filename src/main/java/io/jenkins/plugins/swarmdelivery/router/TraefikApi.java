package io.jenkins.plugins.swarmdelivery.router;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/** Asks the API of a replica of Traefik what it serves. */
class TraefikApi {
    /** Some thousand routers. */
    private static final int MOST_BYTES = 16 << 20;

    private static final String THREAD = "swarm-delivery traefik";
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final TraefikSettings.Api api;
    private final CloseableHttpClient client;
    private final Optional<String> authorization;

    /**
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if this Java cannot use the TLS material
     */
    TraefikApi(TraefikSettings.Api api) {
        this.api = api;
        this.client = client(api.tls().map(Supplier::get).map(material -> named(material.context(), api.serverName())));
        this.authorization = api.login()
                .map(login -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (login.user() + ":" + login.password().get())
                                                .getBytes(StandardCharsets.UTF_8)));
    }

    /** Java sends no server name that has no dot by itself, and Traefik chooses its TLS options by that name. */
    private static TlsSocketStrategy named(SSLContext context, String serverName) {
        return new DefaultClientTlsStrategy(context) {
            @Override
            protected void initializeSocket(SSLSocket socket) {
                super.initializeSocket(socket);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(serverName)));
                socket.setSSLParameters(parameters);
            }
        };
    }

    private static CloseableHttpClient client(Optional<TlsSocketStrategy> tls) {
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnPerRoute(RouterReplicas.MAX_CONCURRENT)
                .setMaxConnTotal(RouterReplicas.MAX_CONCURRENT)
                .setDefaultConnectionConfig(HttpDeadline.connections());
        tls.ifPresent(connections::setTlsSocketStrategy);
        return HttpClients.custom()
                .setConnectionManager(connections.build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .build();
    }

    /**
     * All of a replica's dynamic configuration, at one moment.
     *
     * @throws IOException if it cannot be asked; the message names no credentials
     */
    TraefikSnapshot snapshot(InetSocketAddress address) throws IOException {
        return new TraefikSnapshot(get(address, "/api/rawdata"));
    }

    /** The same of the entry points. */
    TraefikEntryPoints entryPoints(InetSocketAddress address) throws IOException {
        return TraefikEntryPoints.of(get(address, "/api/entrypoints"));
    }

    /**
     * What a replica answers, as JSON.
     *
     * @throws IOException likewise
     */
    Object get(InetSocketAddress address, String path) throws IOException {
        HttpGet request = new HttpGet(path);
        authorization.ifPresent(login -> request.setHeader(HttpHeaders.AUTHORIZATION, login));
        byte[] body = HttpDeadline.execute(
                client,
                target(address),
                request,
                response -> {
                    if (response.getCode() != 200) {
                        throw new IOException(
                                "its API answers " + response.getCode() + " to " + path + remedy(response.getCode()));
                    }
                    return EntityUtils.toByteArray(response.getEntity(), MOST_BYTES);
                },
                THREAD);
        try {
            return JSON.readValue(body, Object.class);
        } catch (JsonProcessingException e) {
            throw new IOException("its answer to " + path + " is not JSON; is this port Traefik's API?");
        }
    }

    /** Every replica shows the same certificate and has the same rule, which cannot list their addresses in advance. */
    private HttpHost target(InetSocketAddress address) throws IOException {
        return new HttpHost(
                api.tls().isPresent() ? "https" : "http",
                InetAddress.getByName(address.getHostString()),
                api.serverName(),
                address.getPort());
    }

    /** Whether it answers a client that shows neither a certificate nor a login. */
    boolean answersAnyone(InetSocketAddress address) {
        Optional<TlsSocketStrategy> tls = api.tls()
                .map(material -> new ServerTrust(Optional.of(material.get().ca())).context())
                .map(context -> named(context, api.serverName()));
        try (CloseableHttpClient stranger = client(tls)) {
            return HttpDeadline.execute(
                    stranger,
                    target(address),
                    new HttpGet("/api/version"),
                    response -> response.getCode() == 200,
                    THREAD);
        } catch (IOException e) {
            return false;
        }
    }

    private String remedy(int status) {
        return switch (status) {
            case 421 -> "; set serverName to the host name in the rule of the API's router";
            case 401, 403 -> "; check user and password";
            case 404 ->
                (api.tls().isPresent() ? "" : " over plain HTTP; if its entry point has TLS, remove allowPlaintext")
                        + "; switch Traefik's API on, with --api=true and a router to api@internal on this entry point";
            default -> "";
        };
    }
}
