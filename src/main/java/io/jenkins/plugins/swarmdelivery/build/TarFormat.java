package io.jenkins.plugins.swarmdelivery.build;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The blocks of a POSIX tar (ustar). What does not fit into the fields of a head (long names, other letters than
 * ASCII, files beyond 8 GB) stands in an extended head before it.
 */
final class TarFormat {
    static final int BLOCK = 512;
    /** Two blocks of zeros end a tar. */
    static final byte[] END = new byte[2 * BLOCK];

    static final int NAME = 0;
    static final int NAME_LENGTH = 100;
    static final int SIZE = 124;
    static final int SIZE_LENGTH = 12;
    static final int TYPE = 156;
    static final int LINK = 157;
    static final int PREFIX = 345;
    static final int PREFIX_LENGTH = 155;
    static final char EXTENDED = 'x';

    private static final int CHECKSUM = 148;
    private static final long LARGEST_IN_HEAD = 077777777777L;

    private TarFormat() {}

    /** How many zeros follow a content, so that the next entry begins with a block. */
    static int padding(long size) {
        return (int) ((BLOCK - size % BLOCK) % BLOCK);
    }

    /** All blocks that stand before the content of an entry. */
    static byte[] head(TarEntry entry) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] extended = extended(entry);
        if (extended.length > 0) {
            out.writeBytes(block("extended", 0644, extended.length, entry.modified(), EXTENDED, ""));
            out.writeBytes(extended);
            out.writeBytes(new byte[padding(extended.length)]);
        }
        String name = entry.kind() == TarEntry.Kind.FOLDER ? entry.name() + "/" : entry.name();
        long size = entry.size() > LARGEST_IN_HEAD ? 0 : entry.size();
        out.writeBytes(
                block(name, entry.mode(), size, entry.modified(), entry.kind().type(), entry.link()));
        return out.toByteArray();
    }

    private static byte[] extended(TarEntry entry) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (!fits(entry.name() + "/")) {
            boolean folder = entry.kind() == TarEntry.Kind.FOLDER;
            out.writeBytes(property("path", folder ? entry.name() + "/" : entry.name()));
        }
        if (!fits(entry.link())) {
            out.writeBytes(property("linkpath", entry.link()));
        }
        if (entry.size() > LARGEST_IN_HEAD) {
            out.writeBytes(property("size", Long.toString(entry.size())));
        }
        return out.toByteArray();
    }

    private static boolean fits(String text) {
        return text.length() <= NAME_LENGTH && text.chars().allMatch(c -> c < 128);
    }

    /** A property begins with its own length, the digits of that included. */
    private static byte[] property(String key, String value) {
        byte[] rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8);
        int length = rest.length + 1;
        while (length != rest.length + Integer.toString(length).length()) {
            length = rest.length + Integer.toString(length).length();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(rest);
        return out.toByteArray();
    }

    private static byte[] block(String name, int mode, long size, long modified, char type, String link) {
        byte[] block = new byte[BLOCK];
        text(block, NAME, NAME_LENGTH, name);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, SIZE, SIZE_LENGTH, size);
        octal(block, 136, 12, modified);
        block[TYPE] = (byte) type;
        text(block, LINK, NAME_LENGTH, link);
        text(block, 257, 8, "ustar\00000");
        // The checksum counts its own field as blanks.
        Arrays.fill(block, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        int sum = 0;
        for (byte each : block) {
            sum += each & 0xff;
        }
        octal(block, CHECKSUM, 7, sum);
        return block;
    }

    private static void text(byte[] block, int at, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, Math.min(length, bytes.length));
    }

    private static void octal(byte[] block, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        text(block, at, length - 1, "0".repeat(Math.max(0, length - 1 - digits.length())) + digits);
        block[at + length - 1] = 0;
    }
}
