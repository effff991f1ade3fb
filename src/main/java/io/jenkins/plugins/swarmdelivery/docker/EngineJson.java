package io.jenkins.plugins.swarmdelivery.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON as the trees of maps, lists, strings, numbers and booleans that the engine edits. Numbers keep their value at
 * any size, fields their order, and nulls their place.
 */
final class EngineJson {
    // Not USE_LONG_FOR_INTS: it would refuse the unsigned 64-bit numbers that Go writes.
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** For numbers whose exponent has ten digits, Jackson's exception has no location. */
    private static final String NO_NUMBER = "not JSON: a number in it is too large";

    private EngineJson() {}

    /** @throws IOException if the bytes are not JSON; the message quotes none of them */
    static Object parse(byte[] json) throws IOException {
        try {
            return MAPPER.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw new IOException("not JSON" + location(e));
        } catch (NumberFormatException e) {
            throw new IOException(NO_NUMBER);
        }
    }

    /** @throws IOException if the text is not a JSON object */
    static Map<String, Object> parseObject(String json) throws IOException {
        try {
            Map<String, Object> tree = MAPPER.readValue(json, new TypeReference<LinkedHashMap<String, Object>>() {});
            if (tree == null) {
                throw new IOException("not a JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new IOException("not a JSON object" + location(e));
        } catch (NumberFormatException e) {
            throw new IOException(NO_NUMBER);
        }
    }

    static String text(Object tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a tree of JSON values: " + e.getOriginalMessage());
        }
    }

    /** The parser's own message would quote the text, which may contain secrets. */
    private static String location(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
    }
}
