package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.Interruption;
import io.jenkins.plugins.swarmdelivery.cli.drive.ProgressDisplay;
import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.plan.Order;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Retires what is due, application by application. One that fails or is locked does not delay the others; the next run
 * retries it. A signal ends it after the application at hand.
 */
final class DueRetirement implements AutoCloseable {
    private final SwarmDelivery root;
    private final Claim claim;
    private final List<Object> documents = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final ProgressDisplay display;
    private final Interruption interruption = Interruption.ofProcess();
    private ExitStatus worst = ExitStatus.DONE;

    DueRetirement(SwarmDelivery root, Claim claim) {
        this.root = root;
        this.claim = claim;
        this.display =
                ProgressDisplay.on(root.console().progress(), root.console().live(), root.clock());
    }

    /** @param application empty for all applications of the cluster */
    void cluster(String name, Optional<Application> application) {
        try (Connection connection = Connection.open(root.cluster(name), root.clock())) {
            DeliveryEngine engine = connection.engine();
            for (Application each : application.map(List::of).orElseGet(engine::applications)) {
                if (interruption.signal().isPresent()) {
                    interrupted(name, interruption.signal().get());
                    return;
                }
                application(new AttendedRun.Subject(name, each, connection.router()), engine);
            }
        } catch (DeliveryException e) {
            failed(name, e);
        }
    }

    ExitStatus tell(String command) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("command", command);
        document.put("exitStatus", worst.code());
        document.put("retired", documents);
        root.console().result(document, lines.isEmpty() ? List.of("nothing is due") : lines);
        return worst;
    }

    private void application(AttendedRun.Subject subject, DeliveryEngine engine) {
        String where = subject.application() + " on " + subject.cluster();
        try {
            new AttendedRun(engine, subject, TestSpec.NONE, display, interruption)
                    .deliver(Order.Retire.due(subject.application()), claim, Duration.ZERO)
                    .ifPresent(last -> ended(subject, last.delivery()));
        } catch (LockedException e) {
            root.console().warn(where + ": " + e.getMessage() + "; the next run tries again");
        } catch (DeliveryException | UnfinishedException e) {
            failed(where, e);
        }
    }

    private void ended(AttendedRun.Subject subject, Delivery delivery) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("cluster", subject.cluster());
        document.put("application", subject.application().name());
        document.put("outcome", delivery.phase().word());
        document.put("delivery", Documents.delivery(delivery));
        documents.add(document);
        lines.add(delivery.kind().word() + " on " + subject.cluster() + " of "
                + delivery.from().orElse(delivery.to()) + ": "
                + delivery.phase().meaning());
        if (ExitStatus.of(delivery, delivery.achieved(Delivery.Kind.RETIREMENT)) == ExitStatus.STUCK) {
            raise(ExitStatus.STUCK);
        }
    }

    private void interrupted(String cluster, String signal) {
        root.console().warn("interrupted by " + signal + ": what is due on " + cluster + " is left to the next run");
        raise(ExitStatus.FAILED);
    }

    private void failed(String where, RuntimeException failure) {
        root.console().warn(where + ": " + failure.getMessage());
        raise(ExitStatus.of(failure));
    }

    @Override
    public void close() {
        display.close();
        interruption.close();
    }

    private void raise(ExitStatus status) {
        worst = status.code() > worst.code() ? status : worst;
    }
}
