package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import io.jenkins.plugins.swarmdelivery.tls.ServerTrust;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP API, version 2, of any registry, over https. Thread-safe. */
public final class RegistryClient implements ImageStore {
    /** Some registries refuse a larger page. */
    private static final String PAGE = "n=500";

    private static final int PAGES = 200;
    private static final int MANIFESTS = 100;
    /** The time to search it grows with the square of its length. */
    private static final int MAX_LINK = 4096;

    private static final Pattern NEXT =
            Pattern.compile("<[^>?]*\\?([^>]*)>\\s*;[^,]*\\brel=\"?next\\b", Pattern.CASE_INSENSITIVE);

    private final Function<ImageReference, Optional<RegistryLogin>> logins;
    private final RegistryHttp http;
    private final Authorizations authorizations;

    /** @param logins the login for an image's registry; empty for anonymous access */
    public RegistryClient(Function<ImageReference, Optional<RegistryLogin>> logins, ServerTrust trust, Clock clock) {
        this(logins, trust, clock, time -> Thread.sleep(time.toMillis()));
    }

    RegistryClient(
            Function<ImageReference, Optional<RegistryLogin>> logins,
            ServerTrust trust,
            Clock clock,
            RegistryHttp.Pause pause) {
        this.logins = logins;
        this.http = new RegistryHttp(trust.context(), pause);
        this.authorizations = new Authorizations(http, clock);
    }

    @Override
    public Optional<String> digest(ImageReference image) {
        Repository repository = repository(image);
        String reference = reference(image);
        RegistryAnswer answer = exchange(
                repository, Access.PULL, RegistryRequest.head(repository.manifest(reference), Manifest.ACCEPT));
        if (answer.status() == 404) {
            return Optional.empty();
        }
        check(repository, Access.PULL, "image " + image, answer);
        // Not every registry sends it in response to HEAD; then the digest is computed from the manifest.
        String digest = answer.header(Manifest.DIGEST_HEADER)
                .filter(ImageReference::isDigest)
                .orElseGet(() -> Manifest.digest(manifest(image, reference).bytes()));
        if (image.digest().filter(wanted -> !wanted.equals(digest)).isPresent()) {
            throw new SwarmException.Rejected(
                    "registry " + repository.host() + " answered for " + image + " with another digest, " + digest,
                    null);
        }
        return Optional.of(digest);
    }

    @Override
    public List<String> tags(ImageReference image) {
        Repository repository = repository(image);
        List<String> tags = new ArrayList<>();
        Optional<String> query = Optional.of(PAGE);
        for (int pages = 0; query.isPresent(); pages++) {
            if (pages == PAGES) {
                throw RegistryErrors.noRegistry(repository, "with more than " + PAGES + " pages of tags");
            }
            query = page(repository, query.get(), tags);
        }
        return tags;
    }

    /** Adds the tags of one page and returns the query for the next one. */
    private Optional<String> page(Repository repository, String query, List<String> tags) {
        try {
            RegistryAnswer answer =
                    exchange(repository, Access.PULL, RegistryRequest.get(repository.tags(query), Map.of()));
            check(repository, Access.PULL, "repository " + repository, answer);
            tags.addAll(Json.texts(answer.json(), "tags"));
            return next(answer);
        } catch (IOException | IllegalArgumentException e) {
            throw RegistryErrors.noRegistry(repository, "with " + e.getMessage());
        }
    }

    /**
     * Uses only the query of the link: behind proxies, registries get their own address wrong, and Nexus names a path
     * that its Docker ports do not have (sonatype/nexus-public#1011).
     */
    private static Optional<String> next(RegistryAnswer answer) {
        return answer.headers().allValues("Link").stream()
                .filter(link -> link.length() <= MAX_LINK)
                .map(NEXT::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .findFirst();
    }

    @Override
    public void mark(ImageReference image, String tag) {
        Repository repository = repository(image);
        String digest = image.digest().orElseThrow();
        Manifest manifest = manifest(image, digest);
        ImageReference marked = new ImageReference(image.repository(), Optional.of(tag), Optional.empty());
        RegistryAnswer answer = exchange(
                repository,
                Access.PUSH,
                RegistryRequest.put(
                        repository.manifest(tag), Map.of("Content-Type", manifest.mediaType()), manifest.bytes()));
        check(repository, Access.PUSH, "tag " + marked, answer);
        Optional<String> now = digest(marked);
        if (!now.equals(Optional.of(digest))) {
            throw new SwarmException.Conflict(
                    "registry " + repository.host() + " accepted the tag " + marked + " for " + digest
                            + ", but now has " + now.orElse("none") + " there; somebody else has moved it",
                    null);
        }
    }

    @Override
    public long size(ImageReference image) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        Deque<String> open = new ArrayDeque<>(List.of(reference(image)));
        for (int read = 0; !open.isEmpty(); read++) {
            if (read == MANIFESTS) {
                throw RegistryErrors.noRegistry(repository(image), "with more than " + MANIFESTS + " manifests");
            }
            Manifest manifest = manifest(image, open.remove());
            if (manifest.index()) {
                open.addAll(manifest.platforms());
            } else {
                manifest.sizes(sizes);
            }
        }
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public Optional<String> configuration(ImageReference image) {
        return manifest(image, reference(image)).configuration();
    }

    private Manifest manifest(ImageReference image, String reference) {
        Repository repository = repository(image);
        URI address = repository.manifest(reference);
        boolean byDigest = reference.contains(":");
        String what = "image " + repository + (byDigest ? "@" : ":") + reference;
        RegistryAnswer answer = exchange(repository, Access.PULL, RegistryRequest.get(address, Manifest.ACCEPT));
        check(repository, Access.PULL, what, answer);
        return Manifest.read(repository, what, byDigest ? Optional.of(reference) : Optional.empty(), answer);
    }

    private Repository repository(ImageReference image) {
        return Repository.of(image, logins.apply(image));
    }

    private static String reference(ImageReference image) {
        return image.digest().or(image::tag).orElse("latest");
    }

    /** Sends a request; if the registry requires credentials, sends it again with them. */
    private RegistryAnswer exchange(Repository repository, Access access, RegistryRequest request) {
        try {
            RegistryAnswer answer = http.send(authorizations
                    .known(repository, access)
                    .map(request::authorized)
                    .orElse(request));
            boolean itself = RegistryRequest.sameOrigin(request.address(), answer.from());
            if (answer.status() != 401 || !itself) {
                return answer;
            }
            return http.send(request.authorized(authorizations.answer(repository, access, answer)));
        } catch (IOException e) {
            throw RegistryErrors.noAnswer(repository, "registry " + repository.host(), e);
        }
    }

    private static void check(Repository repository, Access access, String what, RegistryAnswer answer) {
        if (!answer.ok()) {
            throw RegistryErrors.of(repository, access, what, answer);
        }
    }
}
