package io.jenkins.plugins.swarmdelivery.engine.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A file that a release was made from.
 *
 * @param name as written in the stack file, or given on the command line
 * @param text its content; in Base64 if it is not valid UTF-8
 * @param binary whether it is in Base64
 */
public record SourceFile(String name, String text, boolean binary) {
    public static SourceFile of(String name, byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return new SourceFile(name, text, false);
        } catch (CharacterCodingException e) {
            return new SourceFile(name, Base64.getEncoder().encodeToString(content), true);
        }
    }

    /** The content, as read. */
    public byte[] content() {
        return binary ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Without the content, which may be confidential. */
    @Override
    public String toString() {
        return name;
    }
}
