package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Kind;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm.Named;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.tls.Authority;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configs, secrets and network of a router. Configs and secrets cannot be changed, so their names tell their
 * contents, as in {@code deploy.sh}.
 */
final class RouterObjects {
    /** On the secret with an authority's certificate: whose it is. Docker does not show what a secret holds. */
    private static final String AUTHORITY = "swarm-delivery.authority";

    private final Swarm swarm;
    private final String service;
    private final List<Wanted> missing = new ArrayList<>();

    RouterObjects(Swarm swarm, String service) {
        this.swarm = swarm;
        this.service = service;
    }

    private record Wanted(Kind kind, String name, Map<String, Object> body) {}

    /** @param role e.g. {@code cfg} */
    Named config(String role, String text) {
        Map<String, Object> more = role.equals("map") ? Map.of("Templating", Map.of("Name", "golang")) : Map.of();
        return content(Kind.CONFIG, role, text, more);
    }

    /** HAProxy's certificate, with its key. */
    Named certificate(Authority.Identity server) {
        return content(Kind.SECRET, "cert", server.certificate() + server.key(), Map.of());
    }

    /** The certificate of the authority that signs clients'. */
    Named authority(Authority authority) {
        Map<String, String> labels = Map.of(RouterSite.LABEL, service, AUTHORITY, authority.fingerprint());
        return content(Kind.SECRET, "ca", authority.identity().certificate(), Map.of("Labels", labels));
    }

    /** A certificate for users with its key, whose name tells its content. */
    Named userCertificate(String name, String pem) {
        return want(
                Kind.SECRET,
                name,
                Map.of("Data", Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))));
    }

    /** Whether a secret holds a certificate of this authority, be it the present one or one from before it was renewed. */
    boolean holds(String secret, Authority authority) {
        // What an earlier version created tells it by its name alone.
        return secret.equals(name("ca", authority.identity().certificate()))
                || swarm.labeled(Kind.SECRET, Map.of(AUTHORITY, authority.fingerprint())).stream()
                        .anyMatch(named -> named.name().equals(secret));
    }

    private Named content(Kind kind, String role, String text, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("Data", Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        return want(kind, name(role, text), body);
    }

    private String name(String role, String text) {
        return service + "-" + role + "-" + Sha256.hex(text, 4);
    }

    Named network(String name) {
        return want(Kind.NETWORK, name, Map.of("Driver", "overlay", "CheckDuplicate", true));
    }

    private Named want(Kind kind, String name, Map<String, Object> more) {
        return find(kind, name).orElseGet(() -> {
            Map<String, Object> body = new LinkedHashMap<>(Map.of("Labels", Map.of(RouterSite.LABEL, service)));
            body.putAll(more);
            body.put("Name", name);
            missing.add(new Wanted(kind, name, body));
            return new Named("", name);
        });
    }

    private Optional<Named> find(Kind kind, String name) {
        return switch (kind) {
            case CONFIG -> swarm.config(name);
            case SECRET -> swarm.secret(name);
            case NETWORK -> swarm.network(name).map(network -> new Named(network.id(), network.name()));
        };
    }

    /**
     * What is to be created, e.g. {@code network apps}. A secret gets a new certificate, so the end of its name, which
     * tells the content, is known only then.
     */
    List<String> missing() {
        return missing.stream()
                .map(wanted -> wanted.kind().word() + " "
                        + (wanted.kind() == Kind.SECRET
                                ? wanted.name().replaceFirst("[0-9a-f]+$", "…")
                                : wanted.name()))
                .toList();
    }

    /** Creates what is missing. One that somebody else creates at this moment is the same. */
    void create(RouterSite.Attendant attendant) {
        for (Wanted wanted : missing) {
            try {
                swarm.create(wanted.kind(), wanted.body());
                attendant.say("created " + wanted.kind().word() + " " + wanted.name());
            } catch (SwarmException.Conflict e) {
                attendant.say(wanted.kind().word() + " " + wanted.name() + " exists already");
            }
        }
    }

    /** The same object with its id, after {@link #create}. */
    Named created(Kind kind, Named object) {
        return object.id().isEmpty()
                ? find(kind, object.name())
                        .orElseThrow(() -> new SwarmException.Conflict(
                                kind.word() + " " + object.name() + " was removed at this moment", null))
                : object;
    }

    /**
     * Removes what earlier setups have left. Docker refuses that for what is in use; certificates that the next replicas get
     * stay, too.
     */
    static void prune(Swarm swarm, String service) {
        Set<String> renewed = swarm.service(service)
                .map(running ->
                        RenewedCertificates.read(running.spec().labels()).secrets())
                .orElse(Set.of());
        for (Kind kind : List.of(Kind.CONFIG, Kind.SECRET)) {
            for (Named object : swarm.labeled(kind, Map.of(RouterSite.LABEL, service))) {
                if (kind == Kind.SECRET && renewed.contains(object.name())) {
                    continue;
                }
                try {
                    swarm.remove(kind, object.id());
                } catch (SwarmException.Rejected e) {
                    // The service uses it.
                }
            }
        }
    }
}
