package io.jenkins.plugins.swarmdelivery.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Makes wrong documents of right ones: as trees, whose nodes become others, and as bytes. */
public final class Damage {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final int DEEP = 150;
    private static final int LONG = 10_000;

    /** What stands where something else belongs. */
    private static final List<Supplier<Object>> ODD = List.of(
            () -> null,
            () -> true,
            () -> 0,
            () -> -1,
            () -> 0.5,
            () -> 1L << 31,
            () -> Long.MAX_VALUE,
            () -> Long.MIN_VALUE,
            () -> BigInteger.TWO.pow(70),
            () -> new BigDecimal("1e999999999"),
            () -> new BigDecimal("1e-999999999"),
            () -> "",
            () -> " ",
            () -> "\u0000\n\u001b[2J",
            () -> "\ud800",
            () -> "MAGIC",
            () -> "../../etc/passwd",
            () -> "99999999999999999999",
            () -> "PT-1S",
            () -> "PT2562047788015215H30M7.999S",
            () -> "+1000000000-12-31T23:59:59.999999999Z",
            () -> "-1000000000-01-01T00:00:00Z",
            () -> "a".repeat(LONG),
            List::of,
            Map::of,
            () -> Map.of("", ""),
            () -> Collections.nCopies(500, null),
            () -> nested(true),
            () -> nested(false));

    private static final String[] SYNTAX = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "null",
        "-",
        "1e999999999",
        "\\u0000",
        "\\ud800",
        "\n",
        "\r\n",
        "\t",
        " ",
        "\u0000",
        "\ufeff",
        "é",
        "%",
        ";",
        "#",
        "'",
        "\\"
    };

    private final Random random;

    Damage(Random random) {
        this.random = random;
    }

    public Random random() {
        return random;
    }

    @SafeVarargs
    public final <T> T one(T... of) {
        return of[random.nextInt(of.length)];
    }

    /** A document as a tree. */
    public static Object parse(String json) {
        try {
            return JSON.readValue(json, Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static String text(Object tree) {
        try {
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A right document as a wrong one: every other time damaged as a tree, else as the bytes that it is written in. */
    public byte[] document(Object tree) {
        return random.nextBoolean()
                ? text(tree(tree)).getBytes(StandardCharsets.UTF_8)
                : bytes(text(tree).getBytes(StandardCharsets.UTF_8));
    }

    /** One to four nodes are lost, doubled, moved, or something else. */
    public Object tree(Object right) {
        List<Object> root = new ArrayList<>();
        root.add(copy(right));
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            damage(root);
        }
        return root.get(0);
    }

    private void damage(List<Object> root) {
        List<Place> places = new ArrayList<>();
        collect(root, places);
        Place place = places.get(random.nextInt(places.size()));
        switch (random.nextInt(6)) {
            case 0 -> place.remove();
            case 1 -> place.rename(odd());
            case 2 -> place.set(copy(places.get(random.nextInt(places.size())).get()));
            default -> place.set(odd());
        }
    }

    private Object odd() {
        return copy(ODD.get(random.nextInt(ODD.size())).get());
    }

    private static void collect(Object node, List<Place> places) {
        if (node instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                places.add(new Place(map, entry.getKey()));
                collect(entry.getValue(), places);
            }
        } else if (node instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                places.add(new Place(list, i));
                collect(list.get(i), places);
            }
        }
    }

    /** Where a node stands: in an object by its name, or in a list by its number. */
    private record Place(Object parent, Object key) {
        @SuppressWarnings("unchecked")
        private Map<Object, Object> object() {
            return (Map<Object, Object>) parent;
        }

        @SuppressWarnings("unchecked")
        private List<Object> list() {
            return (List<Object>) parent;
        }

        Object get() {
            return parent instanceof Map ? object().get(key) : list().get((Integer) key);
        }

        void set(Object value) {
            if (parent instanceof Map) {
                object().put(key, value);
            } else {
                list().set((Integer) key, value);
            }
        }

        void remove() {
            if (parent instanceof Map) {
                object().remove(key);
            } else {
                set(null);
            }
        }

        /** Gives it another name; a list gets it twice. */
        void rename(Object name) {
            if (parent instanceof Map) {
                object().put(String.valueOf(name), object().remove(key));
            } else {
                set(new ArrayList<>(List.of(copy(list()), copy(list()))));
            }
        }
    }

    private static Object copy(Object node) {
        if (node instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, copy(value)));
            return copy;
        }
        if (node instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(value -> copy.add(copy(value)));
            return copy;
        }
        return node;
    }

    private static Object nested(boolean lists) {
        Object node = "deep";
        for (int i = 0; i < DEEP; i++) {
            node = lists ? List.of(node) : Map.of("a", node);
        }
        return node;
    }

    /** Cut, flipped, doubled, and with what does not belong there. */
    public byte[] bytes(byte[] right, String... words) {
        byte[] now = right;
        for (int left = 1 + random.nextInt(5); left > 0; left--) {
            int from = random.nextInt(now.length + 1);
            int to = from + random.nextInt(Math.min(now.length - from, 200) + 1);
            now = switch (random.nextInt(8)) {
                case 0 -> join(now, 0, from, new byte[0], now.length);
                case 1 -> join(now, 0, from, new byte[0], to);
                case 2 -> join(now, 0, to, part(now, from, to), to);
                case 3 -> flipped(now, from);
                case 4 -> join(now, 0, from, noise(), from);
                case 5 -> join(now, 0, from, many(words), from);
                default -> join(now, 0, from, word(words), random.nextBoolean() ? from : to);
            };
        }
        return now;
    }

    private byte[] word(String... words) {
        boolean own = words.length > 0 && random.nextBoolean();
        return (own ? one(words) : one(SYNTAX)).getBytes(StandardCharsets.UTF_8);
    }

    /** One word some hundred times, now and then many thousand times. */
    private byte[] many(String... words) {
        byte[] word = word(words);
        int times = random.nextInt(200) == 0 ? 50_000 : 1 + random.nextInt(300);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.writeBytes(word);
        }
        return all.toByteArray();
    }

    private byte[] noise() {
        byte[] noise = new byte[1 + random.nextInt(20)];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] flipped(byte[] bytes, int at) {
        byte[] copy = bytes.clone();
        if (at < copy.length) {
            copy[at] ^= (byte) (1 << random.nextInt(8));
        }
        return copy;
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return java.util.Arrays.copyOfRange(bytes, from, to);
    }

    /** What stands from the one to the other place, then something, then the rest from a third. */
    private static byte[] join(byte[] bytes, int from, int to, byte[] between, int rest) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.write(bytes, from, to - from);
        joined.writeBytes(between);
        joined.write(bytes, rest, bytes.length - rest);
        return joined.toByteArray();
    }
}
