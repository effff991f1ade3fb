package io.jenkins.plugins.swarmdelivery.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A service's spec in a JSON file, read without loss. */
final class SpecFile {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int MAX_BYTES = 1 << 20;

    private SpecFile() {}

    /** Throws {@link RefusedException} naming file, line and column if it is not JSON, or not an object. */
    static ServiceSpec read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new RefusedException(file + ": larger than 1 MB; name a file with the spec of one service");
            }
            Object tree = MAPPER.readValue(Files.readString(file), Object.class);
            if (!(tree instanceof Map<?, ?> fields)) {
                throw new RefusedException(file + ":1: must be a JSON object, the spec of one service");
            }
            Map<String, Object> copy = new LinkedHashMap<>();
            fields.forEach((name, value) -> copy.put((String) name, value));
            if (copy.containsKey("Spec") && !copy.containsKey("TaskTemplate")) {
                throw new RefusedException(file + ": is a complete service as docker service inspect prints it; use"
                        + " only its Spec: docker service inspect --format '{{json .Spec}}' NAME");
            }
            return new ServiceSpec(copy);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
            throw new RefusedException(file + where + ": not JSON: " + e.getOriginalMessage());
        } catch (NumberFormatException e) {
            // Jackson throws this for an exponent of ten digits.
            throw new RefusedException(file + ": not JSON: a number in it is too large");
        } catch (NoSuchFileException e) {
            throw new RefusedException("spec", file, "there is no such file");
        } catch (IOException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage());
        }
    }
}
