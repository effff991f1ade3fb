package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Credentials sent to registries: a login for a Basic challenge, or for a Bearer challenge a token from the server that
 * the registry names. Tokens are cached while they are valid, logins are not.
 */
final class Authorizations {
    private record Key(String host, String name, Access access) {}

    private record Known(Supplier<String> value, Instant until) {}

    /** The default of the token specification, for servers that do not state a lifetime. */
    private static final long LIFE_SECONDS = 60;
    /** The longest lifetime, whatever a server states: the permission may be revoked. */
    private static final long MAX_LIFE_SECONDS = Duration.ofDays(1).toSeconds();
    /** Visible characters (RFC 9110, section 5.5); more than RFC 6750 allows a token. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]+");
    /** A token must not expire while a request is in transit. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final RegistryHttp http;
    private final Clock clock;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    Authorizations(RegistryHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    /** The credentials that an earlier request of the same kind was accepted with, if still valid. */
    Optional<String> known(Repository repository, Access access) {
        return Optional.ofNullable(known.get(key(repository, access)))
                .filter(entry -> entry.until.isAfter(clock.instant()))
                .map(entry -> entry.value.get());
    }

    /**
     * The credentials that the registry asked for with a 401.
     *
     * @throws SwarmException if there are none to send
     */
    String answer(Repository repository, Access access, RegistryAnswer refusal) {
        known.remove(key(repository, access));
        List<Challenge> challenges = refusal.challenges();
        Optional<Challenge> bearer = first(challenges, Challenge.BEARER);
        if (bearer.isPresent()) {
            return token(repository, access, bearer.get());
        }
        if (first(challenges, Challenge.BASIC).isEmpty() || repository.login().isEmpty()) {
            throw RegistryErrors.denied(repository, access, refusal);
        }
        RegistryLogin login = repository.login().get();
        known.put(key(repository, access), new Known(login::basic, Instant.MAX));
        return login.basic();
    }

    private String token(Repository repository, Access access, Challenge challenge) {
        URI address = address(repository, access, challenge);
        RegistryAnswer answer;
        try {
            answer = http.send(RegistryRequest.get(
                    address,
                    repository
                            .login()
                            .map(login -> Map.of(RegistryRequest.AUTHORIZATION, login.basic()))
                            .orElse(Map.of())));
        } catch (IOException e) {
            throw RegistryErrors.noAnswer(repository, "its token server " + address.getAuthority(), e);
        }
        if (!answer.ok()) {
            throw RegistryErrors.noToken(repository, address, answer);
        }
        try {
            Object json = answer.json();
            String token = Json.text(json, "token")
                    .or(() -> Json.text(json, "access_token"))
                    .orElseThrow(() -> new IOException("no token in its response"));
            if (!TOKEN.matcher(token).matches()) {
                throw new IOException("a token that no header can carry");
            }
            long life = Math.max(0, Math.min(Json.number(json, "expires_in").orElse(LIFE_SECONDS), MAX_LIFE_SECONDS));
            Instant until = clock.instant().plusSeconds(life).minus(MARGIN);
            String value = "Bearer " + token;
            known.put(key(repository, access), new Known(() -> value, until));
            return value;
        } catch (IOException e) {
            throw RegistryErrors.noAnswer(repository, "its token server " + address.getAuthority(), e);
        }
    }

    /** The login is sent there, so the address must be protected against eavesdropping. */
    private static URI address(Repository repository, Access access, Challenge challenge) {
        String realm = challenge.parameter("realm").orElse("");
        StringBuilder text = new StringBuilder(realm).append(realm.contains("?") ? '&' : '?');
        challenge.parameter("service").ifPresent(service -> append(text, "service", service));
        String scopes = challenge.parameter("scope").orElse(access.scope(repository));
        for (String scope : scopes.strip().split(" +")) {
            append(text, "scope", scope);
        }
        repository.login().ifPresent(login -> append(text, "account", login.user()));
        try {
            URI address = URI.create(text.substring(0, text.length() - 1));
            if ("https".equalsIgnoreCase(address.getScheme()) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, as any other invalid address.
        }
        throw RegistryErrors.badRealm(repository, realm);
    }

    private static void append(StringBuilder text, String name, String value) {
        text.append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&');
    }

    private static Optional<Challenge> first(List<Challenge> challenges, String scheme) {
        return challenges.stream()
                .filter(challenge -> challenge.scheme().equals(scheme))
                .findFirst();
    }

    private static Key key(Repository repository, Access access) {
        return new Key(repository.host(), repository.name(), access);
    }
}
