package io.jenkins.plugins.swarmdelivery.build;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads a tar from its beginning to its end, as engines send it. */
final class TarReader {
    private static final char GNU_NAME = 'L';
    private static final char GNU_LINK = 'K';
    private static final char GLOBAL = 'g';
    private static final int LONGEST_EXTENSION = 1 << 20;

    private final InputStream in;
    private long unread;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** The next entry, passing over what was not read of the one before; empty at the end. */
    Optional<TarEntry> next() throws IOException {
        Map<String, String> extended = new LinkedHashMap<>();
        while (true) {
            in.skipNBytes(unread);
            unread = 0;
            byte[] head = in.readNBytes(TarFormat.BLOCK);
            if (head.length < TarFormat.BLOCK || head[0] == 0) {
                return Optional.empty();
            }
            char type = (char) head[TarFormat.TYPE];
            long size = size(head);
            switch (type) {
                case TarFormat.EXTENDED -> properties(content(size), extended);
                case GNU_NAME -> extended.put("path", text(content(size)));
                case GNU_LINK, GLOBAL -> content(size);
                default -> {
                    return Optional.of(entry(head, type, size, extended));
                }
            }
        }
    }

    /** The content of the entry that came last. */
    InputStream content(TarEntry entry) {
        return new InputStream() {
            private long left = entry.size();

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (left == 0) {
                    return -1;
                }
                int read = in.read(buffer, offset, (int) Math.min(length, left));
                if (read < 0) {
                    throw new EOFException("the tar ends in the middle of " + entry.name());
                }
                left -= read;
                unread -= read;
                return read;
            }
        };
    }

    private TarEntry entry(byte[] head, char type, long sizeInHead, Map<String, String> extended) throws IOException {
        String prefix = text(head, TarFormat.PREFIX, TarFormat.PREFIX_LENGTH);
        String name = text(head, TarFormat.NAME, TarFormat.NAME_LENGTH);
        String whole = extended.getOrDefault("path", prefix.isEmpty() ? name : prefix + "/" + name);
        long size = extended.containsKey("size") ? number(extended.get("size"), 10) : sizeInHead;
        unread = size + TarFormat.padding(size);
        return new TarEntry(whole.replaceFirst("/+$", ""), 0, size, 0, TarEntry.Kind.of(type), "");
    }

    private byte[] content(long size) throws IOException {
        if (size > LONGEST_EXTENSION) {
            throw new IOException("a name in the tar is longer than names are");
        }
        byte[] bytes = in.readNBytes((int) size);
        in.skipNBytes(TarFormat.padding(size));
        return bytes;
    }

    /** Each is written {@code LENGTH KEY=VALUE} and a line feed; the length counts all of it. */
    private static void properties(byte[] bytes, Map<String, String> into) throws IOException {
        int at = 0;
        while (at < bytes.length) {
            int blank = at;
            while (blank < bytes.length && bytes[blank] != ' ') {
                blank++;
            }
            long length = number(new String(bytes, at, blank - at, StandardCharsets.US_ASCII), 10);
            if (length <= blank - at + 1 || at + length > bytes.length) {
                throw new IOException("an extended head of the tar is broken");
            }
            String property = new String(bytes, blank + 1, (int) (at + length - blank - 2), StandardCharsets.UTF_8);
            int equals = property.indexOf('=');
            if (equals > 0) {
                into.put(property.substring(0, equals), property.substring(equals + 1));
            }
            at += (int) length;
        }
    }

    private static long size(byte[] head) throws IOException {
        if (head[TarFormat.SIZE] < 0) {
            // GNU's way to write what does not fit into octal digits: binary, with the first bit set.
            long size = 0;
            for (int i = TarFormat.SIZE + 4; i < TarFormat.SIZE + TarFormat.SIZE_LENGTH; i++) {
                size = size << 8 | (head[i] & 0xff);
            }
            return size;
        }
        return number(text(head, TarFormat.SIZE, TarFormat.SIZE_LENGTH).strip(), 8);
    }

    private static long number(String digits, int radix) throws IOException {
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, radix);
        } catch (NumberFormatException e) {
            throw new IOException("what came is no tar");
        }
    }

    private static String text(byte[] bytes) {
        return text(bytes, 0, bytes.length);
    }

    private static String text(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }
}
