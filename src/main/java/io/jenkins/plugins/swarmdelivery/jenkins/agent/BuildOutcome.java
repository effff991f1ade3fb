package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import io.jenkins.plugins.swarmdelivery.build.BuildRecord;
import io.jenkins.plugins.swarmdelivery.build.BuildReport;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a build: plain values only, because it is passed from an agent to the controller and to scripts.
 *
 * @param failure why there is no image, in one sentence; empty if there is one
 * @param values for scripts: {@code image}, {@code digest}, {@code version}, {@code size}, …
 */
public record BuildOutcome(String failure, LinkedHashMap<String, Serializable> values) implements Serializable {
    static BuildOutcome failed(String why) {
        return new BuildOutcome(why, new LinkedHashMap<>());
    }

    /** @param workspace to which the paths of reports are relative */
    static BuildOutcome of(ImageReference wanted, BuildReport report, Path workspace) {
        LinkedHashMap<String, Serializable> values = new LinkedHashMap<>();
        LinkedHashMap<String, Serializable> seconds = new LinkedHashMap<>();
        report.image().ifPresent(image -> put(values, image));
        report.testsImage().ifPresent(image -> {
            values.put("testsImage", image.image().toString());
            seconds.put("testsImage", Durations.seconds(image.took()));
        });
        report.tests().ifPresent(tests -> {
            values.put("tests", tests(tests, workspace));
            seconds.put("tests", Durations.seconds(tests.took()));
        });
        report.image().ifPresent(image -> seconds.put("image", Durations.seconds(image.took())));
        values.put("durations", seconds);
        String failure = report.tests()
                .flatMap(TestResult::failure)
                .map(why -> "the tests of " + wanted + " " + why + "; no image was built or pushed")
                .orElse("");
        return new BuildOutcome(failure, values);
    }

    private static void put(Map<String, Serializable> values, BuildRecord built) {
        values.put("image", built.image().toString());
        values.put("repository", built.image().repository());
        values.put("version", built.image().tag().orElse(""));
        values.put("digest", built.image().digest().orElse(""));
        values.put("size", built.size().orElse(null));
        values.put("base", built.base());
        values.put("revision", built.revision().orElse(""));
        values.put("source", built.source().orElse(""));
        values.put("builder", built.builder());
        values.put("pushed", built.pushed());
    }

    private static LinkedHashMap<String, Serializable> tests(TestResult result, Path workspace) {
        LinkedHashMap<String, Serializable> values = new LinkedHashMap<>();
        values.put("exitCode", result.exitCode().orElse(null));
        List<String> reports = result.reports().stream()
                .map(report -> report.startsWith(workspace) ? workspace.relativize(report) : report)
                .map(report -> report.toString().replace('\\', '/'))
                .toList();
        values.put("reports", new ArrayList<>(reports));
        return values;
    }

    /** A text value; empty if it is absent. */
    public String text(String name) {
        return String.valueOf(values.getOrDefault(name, ""));
    }
}
