package io.jenkins.plugins.swarmdelivery.engine.ports;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image as Docker writes it: {@code repository:tag@sha256:…}.
 *
 * @param repository with the registry before it; without one, Docker Hub is meant
 * @param tag the version; empty if only a digest was given
 * @param digest {@code sha256:} and 64 hexadecimal digits; empty until the registry has been asked
 */
public record ImageReference(String repository, Optional<String> tag, Optional<String> digest) {
    // The grammar of github.com/distribution/reference, without its limits on length.
    private static final String HOST =
            "(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+])(?::[0-9]{1,5})?/)?";
    private static final String PATH = "[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*";
    private static final Pattern REFERENCE =
            Pattern.compile("(" + HOST + PATH + ")(?::([\\w][\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final int LONGEST = 512;

    /** @throws RefusedException if the text is not an image reference */
    public static ImageReference parse(String text) {
        Matcher matcher = REFERENCE.matcher(text == null || text.length() > LONGEST ? "" : text);
        if (!matcher.matches()) {
            throw new RefusedException(
                    "image", text, "write registry/repository:version, e.g. registry.example:5000/go-demo:1.0");
        }
        return new ImageReference(
                matcher.group(1), Optional.ofNullable(matcher.group(2)), Optional.ofNullable(matcher.group(3)));
    }

    /** The registry's host: what precedes the first slash, if it looks like a host name. Empty for Docker Hub. */
    public Optional<String> registry() {
        int slash = repository.indexOf('/');
        String first = slash < 0 ? "" : repository.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? Optional.of(first) : Optional.empty();
    }

    /** Whether a text is a well-formed digest. */
    public static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    public ImageReference withDigest(String newDigest) {
        return new ImageReference(repository, tag, Optional.of(newDigest));
    }

    public boolean pinned() {
        return digest.isPresent();
    }

    /** Whether the image may change under this name: it has no digest, and no tag or the tag {@code latest}. */
    public boolean floating() {
        return digest.isEmpty() && tag.map("latest"::equals).orElse(true);
    }

    @Override
    public String toString() {
        return repository
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
