package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.util.Map;
import picocli.CommandLine.Parameters;

/** A command for one application of a cluster. */
abstract class ApplicationCommand extends ClusterCommand {
    @Parameters(index = "1", paramLabel = "APP", description = "The application, e.g. go-demo.")
    private Application application;

    final Application application() {
        return application;
    }

    final Map<String, Object> applicationDocument(ExitStatus status) {
        Map<String, Object> document = document(status);
        document.put("application", application.name());
        return document;
    }
}
