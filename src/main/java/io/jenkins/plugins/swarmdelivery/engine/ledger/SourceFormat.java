package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The stored form of a release's source: small files as text, so that people can read them, larger ones compressed. If
 * all together exceed a limit, they are not kept.
 */
final class SourceFormat {
    /** The most characters that all files and values of a source may take when stored. */
    static final int MOST = 250_000;

    /** A file with more characters is compressed. */
    private static final int PLAIN = 8_000;

    /** Bytes. No larger file is read, so none unpacks to more. */
    private static final int LARGEST = 1 << 20;

    private SourceFormat() {}

    /** The same if it fits, otherwise without its texts. */
    static ReleaseSource bounded(ReleaseSource source) {
        long size = source.settings().values().values().stream()
                .mapToLong(given -> given.value().length())
                .sum();
        for (SourceFile file : files(source.texts())) {
            size += size(file);
        }
        return size <= MOST
                ? source
                : source.without("its files and values take " + size / 1000 + " kB, more than " + MOST / 1000 + " kB");
    }

    private static List<SourceFile> files(ReleaseSource.Texts texts) {
        List<SourceFile> all = new ArrayList<>(texts.stack());
        all.addAll(texts.files());
        return all;
    }

    private static long size(SourceFile file) {
        return file(file).values().stream()
                .mapToLong(text -> text.toString().length())
                .sum();
    }

    static Map<String, Object> toTree(ReleaseSource source) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(
                "stack", source.texts().stack().stream().map(SourceFormat::file).toList());
        tree.put(
                "files", source.texts().files().stream().map(SourceFormat::file).toList());
        tree.put("missing", source.texts().missing());
        tree.put("folder", source.texts().folder());
        Map<String, Object> values = new LinkedHashMap<>();
        source.settings().values().forEach((name, given) -> {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("value", given.value());
            value.put("from", given.origin());
            values.put(name, value);
        });
        tree.put("values", values);
        tree.put("profiles", source.settings().profiles());
        tree.put("allowUnset", source.settings().allowUnset());
        tree.put("secrets", new LinkedHashMap<>(source.secrets()));
        tree.put("omitted", source.omitted());
        return tree;
    }

    private static Map<String, Object> file(SourceFile file) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", file.name());
        if (file.binary() || file.text().length() > PLAIN) {
            tree.put("gzip", packed(file.content()));
        } else {
            tree.put("text", file.text());
        }
        return tree;
    }

    static ReleaseSource fromTree(LedgerFields source) {
        Map<String, ReleaseSource.GivenValue> values = new LinkedHashMap<>();
        source.object("values")
                .ifPresent(all -> all.names().forEach(name -> {
                    LedgerFields value = all.needed(name);
                    values.put(name, new ReleaseSource.GivenValue(value.text("value"), value.text("from")));
                }));
        return new ReleaseSource(
                new ReleaseSource.Texts(
                        source.objects("stack").stream().map(SourceFormat::file).toList(),
                        source.objects("files").stream().map(SourceFormat::file).toList(),
                        Json.texts(source.tree(), "missing"),
                        source.text("folder")),
                new ReleaseSource.Settings(
                        values, Json.texts(source.tree(), "profiles"), source.flag("allowUnset", false)),
                Json.textMap(source.tree(), "secrets"),
                source.text("omitted"));
    }

    private static SourceFile file(LedgerFields file) {
        String name = file.text("name");
        return file.optional("gzip", packed -> SourceFile.of(name, unpacked(packed)))
                .orElseGet(() -> new SourceFile(name, file.text("text"), false));
    }

    private static String packed(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    private static byte[] unpacked(String packed) {
        try (GZIPInputStream gzip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(packed)))) {
            byte[] content = gzip.readNBytes(LARGEST + 1);
            if (content.length <= LARGEST) {
                return content;
            }
        } catch (IOException e) {
            // Falls through to the refusal below.
        }
        throw new RefusedException("release.source", "gzip", "it cannot be unpacked");
    }
}
