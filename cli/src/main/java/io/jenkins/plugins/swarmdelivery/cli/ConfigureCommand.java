package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.Bulk;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.stack.Reconfiguration;
import io.jenkins.plugins.swarmdelivery.stack.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "configure",
        description = {
            "Delivers the live release of a stack again with other values.",
            "Files and images stay the same, and so do secrets unless they are given again. It is a delivery like any"
                    + " other, with a candidate, tests, a switch, and a rollback if a step fails. If nothing would"
                    + " change, it does nothing.",
            "With several applications, starts and tests the candidates of all before it switches one. If one fails,"
                    + " all are rolled back.",
            "First rolls back a delivery that an earlier run left unfinished."
        })
final class ConfigureCommand extends ClusterCommand {
    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "APP",
            description = "The applications to configure, each with the same values.")
    private List<Application> applications = new ArrayList<>();

    @Mixin
    private ValueOptions values;

    @Mixin
    private SecretOptions secrets;

    @Mixin
    private PlanOption plan;

    @Mixin
    private DeliverOptions options;

    @Mixin
    private WaitOption wait;

    @Mixin
    private AuthorOptions author;

    @Override
    ExitStatus run(Connection connection) {
        if (!values.given() && !secrets.given()) {
            throw new RefusedException("--set", null, "give a value with --set, --env-file or --secret");
        }
        Set<Application> distinct = new LinkedHashSet<>(applications);
        if (distinct.size() != applications.size()) {
            throw new RefusedException("APP", applications, "name each application once");
        }
        DeliveryOptions wanted = options.over(connection.settings().defaults());
        Values given = secrets.over(values.over(values(connection)));
        List<Order.Configure> orders = distinct.stream()
                .map(application -> new Order.Configure(application, new Reconfiguration(given), wanted))
                .toList();
        return plan.given() ? plan(connection.engine(), orders) : configure(connection, orders, wanted);
    }

    private ExitStatus plan(DeliveryEngine engine, List<Order.Configure> orders) {
        ExitStatus status = ExitStatus.DONE;
        List<Object> documents = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Order.Configure order : orders) {
            Optional<Plan> planned = engine.plan(order);
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("application", order.application().name());
            if (planned.isPresent()) {
                ReleaseSpec live =
                        engine.kept(order.application(), Optional.empty()).spec();
                document.putAll(PlanOption.document(planned.get(), live));
                lines.addAll(PlanOption.lines(
                        cluster(), planned.get(), live, root().clock().getZone()));
                status = planned.get().problems().isEmpty() ? status : ExitStatus.REFUSED;
            } else {
                lines.add(BulkReport.nothing(order.application()));
            }
            documents.add(document);
        }
        Map<String, Object> document = document(status);
        document.put("applications", documents);
        console().result(document, lines);
        return status;
    }

    private ExitStatus configure(Connection connection, List<Order.Configure> orders, DeliveryOptions wanted) {
        List<Order.Configure> due = Bulk.due(connection.engine(), orders);
        BulkRun.Terms terms =
                new BulkRun.Terms(options.tests(), author.claim("configure", root().environment()), wait.patience());
        List<BulkRun.Outcome> outcomes =
                new BulkRun(cluster(), connection, terms, console(), root().clock()).run(due, wanted.retiringAtOnce());
        return new BulkReport(
                        document(ExitStatus.DONE),
                        connection,
                        console(),
                        root().clock().getZone())
                .tell(orders.stream().map(Order.Configure::application).toList(), outcomes);
    }
}
