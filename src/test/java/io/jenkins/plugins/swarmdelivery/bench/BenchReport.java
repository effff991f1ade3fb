package io.jenkins.plugins.swarmdelivery.bench;

import io.jenkins.plugins.swarmdelivery.fuzz.Damage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of benches, one JSON object a line, in the file that {@code -Dbench.report} names, or printed. */
final class BenchReport {
    private static final String FILE = System.getProperty("bench.report", "");

    private BenchReport() {}

    /** @param figures without units; their names have them */
    static void add(String bench, Map<String, ?> figures) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>(Map.of("bench", bench));
        line.putAll(figures);
        String text = Damage.text(line) + "\n";
        System.out.print(text);
        if (!FILE.isEmpty()) {
            Files.writeString(Path.of(FILE), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** Bytes of the heap in use once what is garbage is gone. */
    static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(100);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
