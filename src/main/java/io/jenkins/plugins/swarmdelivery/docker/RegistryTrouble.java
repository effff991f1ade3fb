package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is the matter with a registry, by the words that engines and builders pass on; the first that fits counts. */
enum RegistryTrouble {
    /** It is asked too often. */
    LIMITED("toomanyrequests|too many requests|rate limit", "429"),
    /** It does not let us. */
    DENIED(
            "unauthorized|(?<!permission )denied|forbidden|no basic auth|authentication required|insufficient_scope"
                    // Also of a token server that is not reached, or not believed; those are told below.
                    + "|failed to authorize:(?!.*(?:dial |timeout|no such host|connection re|x509|tls:))",
            "401|403"),
    /** The engine does not believe its certificate. */
    UNTRUSTED("x509|tls:|server gave http response"),
    /** It has no such image. */
    MISSING("manifest unknown|name unknown|not found|does not exist", "404"),
    /** Its disk is full. */
    FULL("no space left|insufficient storage|quota", "507"),
    /** It answers with an error of its own. */
    SICK("http status: 5|internal server error|bad gateway|service unavailable", "500|502|503|504"),
    /** Nothing comes back that counts. */
    UNREACHABLE("dial |no such host|connection re|timeout|deadline exceeded|\\beof\\b", "408");

    private final Pattern words;

    RegistryTrouble(String words) {
        this.words = Pattern.compile(words);
    }

    /** @param status as a word of its own: digits that are part of a digest, a port or a name mean nothing */
    RegistryTrouble(String words, String status) {
        this.words = Pattern.compile(words + "|(?<![\\w:./-])(?:" + status + ")(?![\\w./-])");
    }

    /** @param image that it was about; its name and addresses may hold any word, and say nothing */
    static Optional<RegistryTrouble> in(ImageReference image, String said) {
        String plain = said.replaceAll("https?://[^\\s\"]*[^\\s\":]", "")
                .replace(image.repository(), "")
                .toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(trouble -> trouble.words.matcher(plain).find())
                .findFirst();
    }

    boolean isIn(ImageReference image, String said) {
        return in(image, said).filter(this::equals).isPresent();
    }
}
