package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads a YAML file as Docker does; its size, its depth and the expansion of its aliases are limited. */
final class YamlReader {
    static final int LARGEST = 1 << 20;

    private YamlReader() {}

    /**
     * The mapping in a file.
     *
     * @param file its name in messages
     * @throws RefusedException naming file, line and column if it cannot be read, or is not a mapping
     */
    static Value.Fields read(String file, byte[] content) {
        String text = text(file, content);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(LARGEST)
                // In one piece: otherwise, a long word is copied again with each piece, a gigabyte for one that fills
                // the file.
                .setBufferSize(text.length() + 2)
                .build();
        try {
            Iterator<Event> events = new Parse(settings).parseString(text).iterator();
            return new YamlTree(file, events).document();
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() == null ? "cannot be read" : e.getProblem();
            Place at = e.getProblemMark().map(mark -> at(file, mark)).orElse(Place.of(file));
            throw at.wrong("invalid YAML: " + Place.shown(problem, 300) + "; check indentation, quotes and brackets");
        } catch (YamlEngineException e) {
            throw new RefusedException(file + ": invalid YAML: " + Place.shown(String.valueOf(e.getMessage()), 300));
        } catch (NumberFormatException e) {
            // The library throws this for an invalid escape sequence.
            throw new RefusedException(
                    file + ": invalid YAML: a \\x, \\u or \\U in quotes is not followed by its digits");
        }
    }

    private static Place at(String file, Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1, null, "");
    }

    /** Throws {@link RefusedException} if it is too large, or not UTF-8. */
    static String text(String file, byte[] content) {
        if (content.length > LARGEST) {
            throw new RefusedException(file + ": is larger than 1 MB; check that it is a stack file");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new RefusedException(file + ": is not UTF-8; save it as UTF-8");
        }
    }
}
