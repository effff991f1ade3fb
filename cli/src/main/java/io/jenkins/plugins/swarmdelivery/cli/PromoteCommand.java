package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptRelease;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.Promotion;
import io.jenkins.plugins.swarmdelivery.stack.StackRelease;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "promote",
        description = {
            "Delivers a release of another cluster to this one.",
            "The images, by digest, and the files stay the same. A value comes from --set, else --env-file, else the"
                    + " values of this cluster in the clusters file, else from the release; those that the release has"
                    + " from the values of the other cluster are not taken over. A secret comes from --secret, else"
                    + " from the variable that the stack file names, else from the live release of this cluster.",
            "For an application that is a single service, promotes only the image: the spec is that of the live release"
                    + " of this cluster."
        })
final class PromoteCommand extends DeliveringCommand {
    @Option(
            names = "--from",
            order = 1,
            required = true,
            paramLabel = "CLUSTER",
            description = "The cluster that the release comes from.")
    private String from;

    @Option(
            names = "--release",
            order = 2,
            paramLabel = "RELEASE",
            description = "A kept release of that cluster, by its version or by its number, as in '#3'. Default: the"
                    + " live release.")
    private Optional<String> release = Optional.empty();

    @Mixin
    private ValueOptions values;

    @Mixin
    private SecretOptions secrets;

    @Mixin
    private PlanOption plan;

    @Mixin
    private RouteOptions routes;

    @Mixin
    private DeliverOptions options;

    @Override
    TestSpec tests() {
        return options.tests();
    }

    @Override
    String reason() {
        return "promote " + release.orElse("the live release") + " from " + from;
    }

    @Override
    Order order(Connection connection) {
        return order(connection, kept());
    }

    @Override
    Optional<ExitStatus> instead(Connection connection) {
        if (!plan.given()) {
            return Optional.empty();
        }
        KeptRelease kept = kept();
        Plan planned = connection.engine().plan(order(connection, kept));
        ExitStatus status = planned.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
        Map<String, Object> document = applicationDocument(status);
        document.put("from", from);
        document.putAll(PlanOption.document(planned, kept.spec()));
        console()
                .result(
                        document,
                        PlanOption.lines(
                                cluster(), planned, kept.spec(), root().clock().getZone()));
        return Optional.of(status);
    }

    private KeptRelease kept() {
        if (from.equals(cluster())) {
            throw new RefusedException(
                    "--from", from, "this is the cluster itself; to change values here, use configure");
        }
        try (Connection source = Connection.open(root().cluster(from), root().clock())) {
            return source.engine().kept(application(), release);
        }
    }

    private Order.Deploy order(Connection connection, KeptRelease kept) {
        DeliveryOptions wanted = options.over(connection.settings().defaults());
        if (!kept.spec().stack()) {
            requireNoValues();
            return Order.Deploy.of(application(), kept.release().image(), wanted)
                    .with(Order.Deploy.Terms.STRICT.with(routes.wanted()));
        }
        StackRelease promoted = new Promotion(
                        cluster(),
                        secrets.over(values.over(values(connection))),
                        connection.engine().liveSpec(application()))
                .of(kept.spec());
        return new Order.Deploy(
                application(),
                Order.Deploy.Wanted.of(promoted.image(), promoted),
                new Order.Deploy.Terms(true, true, false, routes.wanted()),
                wanted);
    }

    private void requireNoValues() {
        if (values.given() || secrets.given()) {
            throw new RefusedException(
                    "the release is a single service, which has no stack file whose values could be set;"
                            + " deliver its image with --spec");
        }
    }
}
