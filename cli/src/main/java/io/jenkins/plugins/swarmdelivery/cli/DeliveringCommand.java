package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command that changes an application: it takes the lease, and drives a delivery until it rests or ends. */
abstract class DeliveringCommand extends ApplicationCommand {
    @Mixin
    private WaitOption wait;

    @Mixin
    private AuthorOptions author;

    /** What to do. */
    abstract Order order(Connection connection);

    /** The reason shown to others who want the lease meanwhile, e.g. {@code deploy 2.0}. */
    abstract String reason();

    /** The tests to run when they are due. */
    TestSpec tests() {
        return TestSpec.NONE;
    }

    /** The engine to use. */
    DeliveryEngine engine(Connection connection) {
        return connection.engine();
    }

    /** The message if there was nothing to do. */
    String nothing() {
        return "nothing to do";
    }

    /** The requested kind, once its delivery rests or has ended. */
    Delivery.Kind requestedKind(Delivery delivery) {
        return delivery.kind();
    }

    /** Does what the options ask for instead of a delivery, such as a dry run; empty if they ask for the delivery. */
    Optional<ExitStatus> instead(Connection connection) {
        return Optional.empty();
    }

    @Override
    final ExitStatus run(Connection connection) {
        return instead(connection).orElseGet(() -> deliver(connection));
    }

    private ExitStatus deliver(Connection connection) {
        AttendedRun.Subject subject = new AttendedRun.Subject(cluster(), application(), connection.router());
        Optional<AttendedRun.Ended> ended = deliver(connection, subject);
        return new DeliveryReport(name(), subject, console())
                .tell(
                        ended.map(this::status).orElse(ExitStatus.DONE),
                        ended.map(AttendedRun.Ended::delivery),
                        nothing(),
                        root().clock().getZone());
    }

    private ExitStatus status(AttendedRun.Ended ended) {
        return ExitStatus.of(ended.delivery(), ended.achieved(requestedKind(ended.delivery())));
    }

    private Optional<AttendedRun.Ended> deliver(Connection connection, AttendedRun.Subject subject) {
        Claim claim = author.claim(reason(), root().environment());
        DeliveryEngine engine = engine(connection);
        try (AttendedRun run = new AttendedRun(engine, subject, tests(), console(), root().clock())) {
            return run.deliver(order(connection), claim, wait.patience());
        }
    }
}
