package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.AdoptionDocuments;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.StackAdoption;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.AdoptedStack;
import io.jenkins.plugins.swarmdelivery.stack.GivenRoute;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "adopt",
        description = {
            "Makes an existing service or stack the first release of an application.",
            "No task is restarted. The stack is one that docker stack deploy runs.",
            "To accept the drift of the active service, adopt that service again."
        })
final class AdoptCommand extends DeliveringCommand {
    /** What is adopted. */
    private static final class Subject {
        @Option(names = "--service", paramLabel = "NAME", description = "The name of the service in the Swarm.")
        private String service;

        @Option(
                names = "--stack",
                paramLabel = "NAME",
                description = "The name of the stack, which docker stack ls shows. The application must have the same"
                        + " name.")
        private String stack;
    }

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Subject subject;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "With --stack: the stack file of later deliveries, which defines roles, routes and dependencies."
                            + " Can be repeated, as with docker stack deploy -c. Default: the labels of the running"
                            + " services.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private StackValueOptions values;

    @Option(
            names = "--route",
            paramLabel = "SERVICE=PORT[/PATH]",
            description = "With --stack: a route to a service that has no route label yet. Can be repeated.")
    private List<GivenRoute> routes = new ArrayList<>();

    @Option(
            names = "--dry-run",
            description = "With --stack: show the role of each service, and what prevents the adoption. Changes"
                    + " nothing. Exit status 2 if it would be refused.")
    private boolean dryRun;

    @Mixin
    private SwitchOptions switching;

    @Mixin
    private ProbeOption probe;

    @Override
    String reason() {
        return "adopt " + (subject.service == null ? "stack " + subject.stack : subject.service);
    }

    @Override
    Optional<ExitStatus> instead(Connection connection) {
        return dryRun ? Optional.of(show(connection)) : Optional.empty();
    }

    private ExitStatus show(Connection connection) {
        StackAdoption adoption = connection.engine().adoptable(stackOrder(connection, DeliveryOptions.DEFAULTS));
        ExitStatus status = adoption.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
        Map<String, Object> document = applicationDocument(status);
        document.put("adoption", AdoptionDocuments.of(adoption));
        console().result(document, AdoptionDocuments.lines(adoption));
        return status;
    }

    @Override
    Order order(Connection connection) {
        DeliveryOptions options =
                probe.over(switching.over(connection.settings().defaults()), false, false, true);
        return subject.service == null ? stackOrder(connection, options) : serviceOrder(options);
    }

    private Order serviceOrder(DeliveryOptions options) {
        if (!files.isEmpty() || !routes.isEmpty() || values.given()) {
            throw new RefusedException("--service: stack files, values and routes require --stack");
        }
        return new Order.Adopt(application(), subject.service, options);
    }

    private Order.AdoptStack stackOrder(Connection connection, DeliveryOptions options) {
        if (subject.stack == null) {
            throw new RefusedException("--service: --dry-run requires --stack");
        }
        if (files.isEmpty() && values.given()) {
            throw new RefusedException("--file", null, "values and profiles are for a stack file; name it");
        }
        Optional<Stack> file = files.isEmpty()
                ? Optional.empty()
                : Optional.of(values.read("--file", files, values(connection), connection.routedBy()));
        return new Order.AdoptStack(
                application(), new AdoptedStack(subject.stack, file, routes, connection.routedBy()), options);
    }
}
