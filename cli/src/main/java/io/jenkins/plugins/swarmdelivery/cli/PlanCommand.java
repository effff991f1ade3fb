package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.DeliveryOptions;
import io.jenkins.plugins.swarmdelivery.engine.plan.Plan;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        description = {
            "Shows what a deploy with the same options would do, and what would stop it.",
            "Changes nothing. Exit status 2 if the deploy would be refused."
        })
final class PlanCommand extends ApplicationCommand {
    @Mixin
    private OrderOptions order;

    @Mixin
    private CandidateOptions candidate;

    @Mixin
    private ProbeOption probe;

    @Mixin
    private TestOptions tests;

    @Option(
            names = "--pre-test",
            order = 60,
            paramLabel = "COMMAND",
            description = "As for deploy; the tests are not run.")
    private String preTest;

    @Override
    ExitStatus run(Connection connection) {
        TestSpec given = tests.of(preTest, null);
        DeliveryOptions options = probe.over(
                candidate.over(connection.settings().defaults()), given.before().isPresent(), false, false);
        Plan plan = connection
                .engine(order.requireMark())
                .plan(order.of(application(), options, values(connection), connection.routedBy()));
        ExitStatus status = plan.problems().isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
        Map<String, Object> document = applicationDocument(status);
        document.put("plan", Documents.plan(plan));
        console().result(document, new Texts(root().clock().getZone()).plan(cluster(), plan));
        return status;
    }
}
