package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Kinds of registry failures, recognized by the messages that engines and builders forward; the first match counts. */
enum RegistryTrouble {
    /** It limits the rate of requests. */
    LIMITED("toomanyrequests|too many requests|rate limit", "429"),
    /** It denies access. */
    DENIED(
            "unauthorized|(?<!permission )denied|forbidden|no basic auth|authentication required|insufficient_scope"
                    // A token server that is unreachable or untrusted reports this too; the kinds below handle those.
                    + "|failed to authorize:(?!.*(?:dial |timeout|no such host|connection re|x509|tls:))",
            "401|403"),
    /** The engine does not trust its certificate. */
    UNTRUSTED("x509|tls:|server gave http response"),
    /** It has no such image. */
    MISSING("manifest unknown|name unknown|not found|does not exist", "404"),
    /** Its disk is full. */
    FULL("no space left|insufficient storage|quota", "507"),
    /** It responds with an error of its own. */
    SICK("http status: 5|internal server error|bad gateway|service unavailable", "500|502|503|504"),
    /** No response that counts arrives. */
    UNREACHABLE("dial |no such host|connection re|timeout|deadline exceeded|\\beof\\b", "408");

    private final Pattern words;

    RegistryTrouble(String words) {
        this.words = Pattern.compile(words);
    }

    /** @param status as a separate word: the same digits in a digest, a port or a name mean nothing */
    RegistryTrouble(String words, String status) {
        this.words = Pattern.compile(words + "|(?<![\\w:./-])(?:" + status + ")(?![\\w./-])");
    }

    /** @param image the subject of the message; its name and addresses may contain any word and are ignored */
    static Optional<RegistryTrouble> in(ImageReference image, String message) {
        String plain = message.replaceAll("https?://[^\\s\"]*[^\\s\":]", "")
                .replace(image.repository(), "")
                .toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(trouble -> trouble.words.matcher(plain).find())
                .findFirst();
    }

    boolean isIn(ImageReference image, String message) {
        return in(image, message).filter(this::equals).isPresent();
    }
}
