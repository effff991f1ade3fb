package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Authorizes the users of a Docker Registry with {@code auth: token}: {@code deployer} may pull and push, {@code
 * reader} may pull. Their passwords are their names, reversed.
 */
final class TokenServer implements AutoCloseable {
    static final String ISSUER = "issuer of the tests";
    static final String SERVICE = "registry of the tests";

    private static final Map<String, List<String>> RIGHTS =
            Map.of("deployer", List.of("pull", "push"), "reader", List.of("pull"));

    private final TestCertificates key;
    private final HttpsServer server;
    private volatile boolean revoked;
    private volatile Duration lifeOfPushTokens = Duration.ofMinutes(5);

    TokenServer(Path folder, InetAddress host) {
        try {
            key = TestCertificates.make(folder, "-keyalg RSA -keysize 2048", "dns:tokens");
            server = HttpsServer.create(new InetSocketAddress(host, 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(
                    new TlsMaterial(LAB.text("caFile"), LAB.text("registryCert"), LAB.text("registryKey")).context()));
            server.createContext("/token", this::answer);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a registry must know about it, as part of the registry's configuration. */
    String configuration(Path folder) {
        try {
            Path certificate = Files.writeString(folder.resolve("tokens.pem"), key.certificatePem());
            return """
                    auth:
                      token: {realm: "https://%s:%d/token", service: "%s", issuer: "%s", rootcertbundle: "%s"}
                    """.formatted(
                    server.getAddress().getHostString(), server.getAddress().getPort(), SERVICE, ISSUER, certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String password(String user) {
        return new StringBuilder(user).reverse().toString();
    }

    /** Negative: expired before they arrive, as with different clocks. */
    void pushTokensLive(Duration life) {
        lifeOfPushTokens = life;
    }

    /** Makes all passwords invalid. */
    void revoke() {
        revoked = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            if (!exchange.getRequestMethod().equals("GET")) {
                // OAuth 2 is another kind of request, which not every token server supports.
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            Optional<String> user =
                    user(exchange.getRequestHeaders().getFirst("Authorization")).filter(known -> !revoked);
            byte[] answer = user.map(
                            known -> "{\"token\":\"" + token(known, scopes(exchange)) + "\",\"expires_in\":300}")
                    .orElse("{\"details\":\"incorrect username or password\"}")
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(user.isPresent() ? 200 : 401, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static Optional<String> user(String basic) {
        String shown = basic == null ? "" : new String(Base64.getDecoder().decode(basic.replace("Basic ", "")), UTF_8);
        return RIGHTS.keySet().stream()
                .filter(user -> shown.equals(user + ":" + password(user)))
                .findFirst();
    }

    /** E.g. {@code repository:go-demo:pull,push}; there may be several. */
    private static List<String> scopes(HttpExchange exchange) {
        return Arrays.stream(exchange.getRequestURI().getRawQuery().split("&"))
                .filter(part -> part.startsWith("scope="))
                .flatMap(part -> Arrays.stream(URLDecoder.decode(part.substring("scope=".length()), UTF_8)
                        .split(" ")))
                .filter(scope -> scope.startsWith("repository:"))
                .toList();
    }

    String token(String user, List<String> scopes) {
        List<String> access = new ArrayList<>();
        boolean push = false;
        for (String scope : scopes) {
            String[] parts = scope.split(":");
            List<String> actions = Arrays.stream(parts[2].split(","))
                    .filter(RIGHTS.get(user)::contains)
                    .toList();
            push |= actions.contains("push");
            access.add("{\"type\":\"repository\",\"name\":\"%s\",\"actions\":[%s]}"
                    .formatted(
                            parts[1],
                            actions.stream().map(each -> '"' + each + '"').collect(Collectors.joining(","))));
        }
        long now = Instant.now().getEpochSecond();
        long end = now + (push ? lifeOfPushTokens : Duration.ofMinutes(5)).toSeconds();
        return signed(
                "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,\"jti\":\"%d\",\"access\":[%s]}"
                        .formatted(
                                ISSUER,
                                user,
                                SERVICE,
                                now,
                                now - 600,
                                end,
                                System.nanoTime(),
                                String.join(",", access)));
    }

    private String signed(String claims) {
        try {
            String certificate = key.certificatePem().replaceAll("-----[A-Z ]+-----|\\n", "");
            String head = "{\"typ\":\"JWT\",\"alg\":\"RS256\",\"x5c\":[\"" + certificate + "\"]}";
            Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
            String text =
                    base64.encodeToString(head.getBytes(UTF_8)) + "." + base64.encodeToString(claims.getBytes(UTF_8));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign((PrivateKey) key.key());
            signature.update(text.getBytes(UTF_8));
            return text + "." + base64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
