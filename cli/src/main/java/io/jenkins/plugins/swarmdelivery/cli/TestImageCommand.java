package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.BuildPhase;
import io.jenkins.plugins.swarmdelivery.build.Masking;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.build.TestResult;
import io.jenkins.plugins.swarmdelivery.build.TestRunner;
import io.jenkins.plugins.swarmdelivery.cli.output.BuildDocuments;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "test",
        description = {
            "Runs the tests in an image.",
            "Runs them in a container, as a job in a Swarm, or as a service of a Compose file. Streams their output,"
                    + " copies their reports, and leaves nothing behind. Exit status 1 if the tests fail."
        })
final class TestImageCommand extends SiteCommand {
    @Parameters(index = "0", paramLabel = "IMAGE", description = "The image with the tests: REPO:VERSION.")
    private ImageReference image;

    @Mixin
    private RunOptions tests;

    @Override
    ExitStatus run(BuildSite site) {
        Clock clock = root().clock();
        TestOrder order = tests.order();
        TestRunner runner = tests.runner(site, clock);
        BuildDisplay display = new BuildDisplay(console(), clock);
        site.collect().forEach(left -> display.line("removed a leftover of a killed run: " + left));
        ImageReference tested = tests.needsRegistry() ? site.registry().resolve(image) : image;
        display.step(BuildPhase.TESTS, "test, mode " + runner.mode(), tested);
        TestResult result = runner.run(
                tested, order, Masking.of(display::line, order.secrets().values()));
        result.warnings().forEach(display::warn);
        ExitStatus status = result.passed() ? ExitStatus.DONE : ExitStatus.FAILED;
        Map<String, Object> document = document(status);
        document.put("image", tested.toString());
        document.put("tests", BuildDocuments.tests(result));
        console().result(document, BuildDocuments.lines(result));
        return status;
    }
}
