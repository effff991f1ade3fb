package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names for configs and secrets, e.g. {@code shop_page_1f3a…}: Docker cannot change them, so each content gets a name
 * of its own, and the same content always gets the same name.
 */
final class ContentNames {
    private static final String MAC = "HmacSHA256";

    /** Bytes of a hash: with 64 bits, two contents of one application will not collide. */
    private static final int BYTES = 8;

    /** Docker's limit for the names of configs and secrets. */
    private static final int LONGEST = 64;

    private final Application application;
    private final byte[] key;

    /** @param key of the application, so that the name of a secret reveals nothing about its content */
    ContentNames(Application application, byte[] key) {
        this.application = application;
        this.key = key.clone();
    }

    String ofConfig(Map<String, Object> config) {
        return name(config, Sha256.of(bytes(config)));
    }

    String ofSecret(Map<String, Object> secret) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key, MAC));
            return name(secret, mac.doFinal(bytes(secret)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }

    /** The whole object, because labels and templates cannot change either; also its name, which may be truncated. */
    private static byte[] bytes(Map<String, Object> object) {
        return Json.canonical(object).getBytes(StandardCharsets.UTF_8);
    }

    private String name(Map<String, Object> object, byte[] hash) {
        String written = Json.text(object, "Name").orElse("");
        String prefix = application.name() + "_";
        String stem = written.startsWith(prefix) ? written : prefix + written;
        String suffix = "_" + HexFormat.of().formatHex(hash, 0, BYTES);
        return stem.substring(0, Math.min(stem.length(), LONGEST - suffix.length())) + suffix;
    }
}
