package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.StackDocuments;
import io.jenkins.plugins.swarmdelivery.stack.RoutedBy;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.StackService;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        description = {
            "Shows the services of a stack in the order in which a delivery starts them.",
            "For each, shows its role and the reason for it, its routes, and its dependencies. Contacts no cluster."
        })
final class StackShowCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StackOptions options;

    @Override
    public Integer call() {
        SwarmDelivery root = (SwarmDelivery) spec.root().userObject();
        Stack stack = options.read(new Values().putEnvironment(root.environment()), RoutedBy.ROUTES);
        List<StackService> services = stack.services();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("command", ClusterCommand.name(spec));
        document.put("exitStatus", ExitStatus.DONE.code());
        document.put("services", StackDocuments.services(services));
        document.put("notes", stack.notes());
        root.console().result(document, StackDocuments.lines(services));
        stack.notes().forEach(root.console()::warn);
        return ExitStatus.DONE.code();
    }
}
