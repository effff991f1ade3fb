package io.jenkins.plugins.swarmdelivery.cli.output;

import io.jenkins.plugins.swarmdelivery.build.BuildRecord;
import io.jenkins.plugins.swarmdelivery.build.BuildReport;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of builds and tests, for programs and for people; the same rules apply as for {@link Documents}. */
public final class BuildDocuments {
    private BuildDocuments() {}

    public static Map<String, Object> report(BuildReport report) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("image", report.image().map(BuildDocuments::record).orElse(null));
        document.put(
                "testsImage", report.testsImage().map(BuildDocuments::record).orElse(null));
        document.put("tests", report.tests().map(BuildDocuments::tests).orElse(null));
        return document;
    }

    public static Map<String, Object> record(BuildRecord built) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("repository", built.image().repository());
        document.put("version", built.image().tag().orElseThrow());
        document.put("digest", built.image().digest().orElseThrow());
        document.put("size", built.size().orElse(null));
        document.put("base", built.base().isEmpty() ? null : built.base());
        document.put("revision", built.revision().orElse(null));
        document.put("source", built.source().orElse(null));
        document.put("builder", built.builder());
        document.put("seconds", Durations.seconds(built.took()));
        document.put("pushed", built.pushed());
        return document;
    }

    public static Map<String, Object> tests(TestResult result) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("passed", result.passed());
        document.put("exitCode", result.exitCode().orElse(null));
        document.put("failure", result.failure().orElse(null));
        document.put("seconds", Durations.seconds(result.took()));
        document.put("reports", result.reports().stream().map(Path::toString).toList());
        document.put("warnings", result.warnings());
        return document;
    }

    public static List<String> lines(BuildReport report) {
        List<String> lines = new ArrayList<>();
        report.tests().map(BuildDocuments::lines).ifPresent(lines::addAll);
        report.image()
                .ifPresentOrElse(built -> lines.addAll(lines(built)), () -> lines.add("no image was built or pushed"));
        return lines;
    }

    public static List<String> lines(TestResult result) {
        List<String> lines = new ArrayList<>();
        String took = " (" + Durations.format(result.took()) + ")";
        lines.add("tests " + result.failure().orElse("passed") + took);
        result.reports().forEach(report -> lines.add("report " + report));
        return lines;
    }

    private static List<String> lines(BuildRecord built) {
        return new Table()
                .row("image", built.image().toString())
                .row("size", built.size().map(BuildDocuments::megabytes).orElse("unknown"))
                .row("base", built.base())
                .row("revision", built.revision().orElse("unknown"))
                .row("built by", built.builder() + " in " + Durations.format(built.took()))
                .row("registry", built.pushed() ? "pushed, and verified" : "already had this image")
                .lines();
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
