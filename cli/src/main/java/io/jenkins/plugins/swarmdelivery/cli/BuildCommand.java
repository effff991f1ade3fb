package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.build.BuildFlow;
import io.jenkins.plugins.swarmdelivery.build.BuildOrder;
import io.jenkins.plugins.swarmdelivery.build.BuildReport;
import io.jenkins.plugins.swarmdelivery.build.BuildRequest;
import io.jenkins.plugins.swarmdelivery.build.TestOrder;
import io.jenkins.plugins.swarmdelivery.cli.output.BuildDocuments;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.ReservedTags;
import io.jenkins.plugins.swarmdelivery.tools.ImageSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "build",
        description = {
            "Builds an image, and pushes it if its tests pass.",
            "First builds a tests image, pushes it, and runs the tests in it. Prints digest, size, base and revision of"
                    + " the image in the registry.",
            "A failed build, test or push leaves no image of that version in the registry. A version that a cluster of"
                    + " the clusters file requires as a mark is refused."
        })
final class BuildCommand extends SiteCommand {
    @Parameters(index = "0", paramLabel = "REPO:VERSION", description = "The name of the image.")
    private ImageReference image;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "CONTEXT",
            defaultValue = ".",
            description = "The folder whose files the build may use. Default: the current folder.")
    private Path context;

    @Mixin
    private BuildOptions build;

    @Mixin
    private SourceOptions sources;

    @Mixin
    private RunOptions tests;

    @Option(
            names = "--overwrite",
            order = 60,
            description =
                    "Replace an existing version in the registry. Without this option, it is refused with status 2"
                            + " unless the new image is identical.")
    private boolean overwrite;

    @Option(names = "--allow-latest", order = 61, description = "Accept latest, or no version.")
    private boolean allowLatest;

    @Override
    ExitStatus run(BuildSite site) {
        Clock clock = root().clock();
        Path folder = context.toAbsolutePath().normalize();
        ImageSource source = sources.of(folder, root().environment(), clock);
        BuildOrder order = build.order(folder, source.labels(image.tag().orElse("latest")));
        TestOrder testOrder = tests.order();
        Optional<BuildRequest.Tests> tested =
                build.tests(order).map(testsOrder -> new BuildRequest.Tests(testsOrder, testOrder));
        if (tested.isEmpty() && tests.given()) {
            throw new RefusedException(
                    "there are options for tests, but no tests image; name its Dockerfile with --tests-file, or its"
                            + " stage with --tests-target");
        }
        BuildRequest request =
                new BuildRequest(image, order, tested, overwrite, allowLatest, source.revision(), source.source());
        ReservedTags.check(root().marks(), request.tags());
        BuildDisplay display = new BuildDisplay(console(), clock);
        site.collect().forEach(left -> display.line("removed a leftover of a killed run: " + left));
        BuildFlow flow = new BuildFlow(
                build.builder(site, clock),
                site.registry(),
                site.images(),
                site.engine().stop(),
                display,
                clock);
        BuildReport report = flow.run(request, tests.runner(site, clock));
        return told(report);
    }

    private ExitStatus told(BuildReport report) {
        ExitStatus status = report.image().isPresent() ? ExitStatus.DONE : ExitStatus.FAILED;
        Map<String, Object> document = document(status);
        document.putAll(BuildDocuments.report(report));
        console().result(document, BuildDocuments.lines(report));
        return status;
    }
}
