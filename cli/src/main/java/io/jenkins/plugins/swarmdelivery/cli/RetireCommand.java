package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "retire",
        description = {
            "Drains, stops and removes the standby now, before its deadline.",
            "You can still roll back to its release, which is then started again.",
            "With --due, for cron: retires each standby and leftover whose time is up, and gives up each expired"
                    + " candidate."
        })
final class RetireCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "CLUSTER",
            description = "The name of a cluster in the clusters file. Optional with --due; default: all clusters.")
    private Optional<String> cluster = Optional.empty();

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "APP",
            description = "The application. Optional with --due; default: all applications of the cluster.")
    private Optional<Application> application = Optional.empty();

    @Option(names = "--due", description = "Only what is due. Locked applications are left to the next run.")
    private boolean due;

    @Mixin
    private RetirementOptions retirement;

    @Mixin
    private WaitOption wait;

    @Mixin
    private AuthorOptions author;

    @Override
    public Integer call() {
        return (due ? due() : standby()).code();
    }

    private ExitStatus due() {
        Claim claim = author.claim("retire what is due", root().environment());
        try (DueRetirement retired = new DueRetirement(root(), claim)) {
            for (String each : cluster.map(List::of).orElseGet(root()::clusters)) {
                retired.cluster(each, application);
            }
            return retired.tell(ClusterCommand.name(spec));
        }
    }

    private ExitStatus standby() {
        if (cluster.isEmpty() || application.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Missing required parameters: CLUSTER and APP; they are optional only with --due");
        }
        try (Connection connection = Connection.open(root().cluster(cluster.get()), root().clock())) {
            DeliveryEngine engine = connection.engine();
            Claim claim = author.claim("retire the standby", root().environment());
            AttendedRun.Subject subject =
                    new AttendedRun.Subject(cluster.get(), application.get(), connection.router());
            Order order = Order.Retire.now(
                    application.get(), retirement.over(connection.settings().defaults()));
            AttendedRun.Ended ended;
            try (AttendedRun run = new AttendedRun(engine, subject, TestSpec.NONE, root().console(), root().clock())) {
                ended = run.deliver(order, claim, wait.patience()).orElseThrow();
            }
            return new DeliveryReport(ClusterCommand.name(spec), subject, root().console())
                    .tell(
                            ExitStatus.of(ended.delivery(), ended.achieved(Delivery.Kind.RETIREMENT)),
                            Optional.of(ended.delivery()),
                            "",
                            root().clock().getZone());
        }
    }

    private SwarmDelivery root() {
        return (SwarmDelivery) spec.root().userObject();
    }
}
