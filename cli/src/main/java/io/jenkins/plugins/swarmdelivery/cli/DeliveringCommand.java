package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.drive.DeliveryHandle;
import io.jenkins.plugins.swarmdelivery.cli.drive.Driver;
import io.jenkins.plugins.swarmdelivery.cli.drive.Interruption;
import io.jenkins.plugins.swarmdelivery.cli.drive.ProgressDisplay;
import io.jenkins.plugins.swarmdelivery.cli.drive.TestSpec;
import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryEngine;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryException;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryLog;
import io.jenkins.plugins.swarmdelivery.engine.DeliveryRun;
import io.jenkins.plugins.swarmdelivery.engine.Phase;
import io.jenkins.plugins.swarmdelivery.engine.TestVariables;
import io.jenkins.plugins.swarmdelivery.engine.TrafficRouter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that changes an application: it takes the lease, and drives a delivery to where that rests or ends. */
abstract class DeliveringCommand extends ApplicationCommand {
    @Option(
            names = "--wait",
            order = 70,
            paramLabel = "DURATION",
            defaultValue = "0s",
            description = "How long to wait while somebody else has locked the application. Default: not at all.")
    private Duration patience;

    @Mixin
    private AuthorOptions author;

    /** Begins it; empty where there is nothing to do. */
    abstract Optional<DeliveryRun> start(Connection connection, DeliveryEngine engine, Claim claim, DeliveryLog log);

    /** What others read who want the lease meanwhile, e.g. {@code deploy 2.0}. */
    abstract String reason();

    /** The tests to run when they are due. */
    TestSpec tests() {
        return TestSpec.NONE;
    }

    /** Takes over a delivery that an earlier run left unfinished, where that has to end for this one to begin. */
    Optional<DeliveryRun> settle(Connection connection, DeliveryEngine engine, Claim claim, DeliveryLog log) {
        return Optional.empty();
    }

    /** The engine that does it. */
    DeliveryEngine engine(Connection connection) {
        return connection.engine();
    }

    /** Said where there was nothing to do. */
    String nothing(Connection connection) {
        return "nothing to do";
    }

    /** How this command has ended, once its delivery rests or has ended. */
    ExitStatus status(Delivery delivery) {
        return ExitStatus.of(delivery);
    }

    @Override
    final ExitStatus run(Connection connection) {
        TestSpec tests = tests();
        TrafficRouter router = connection.router();
        DeliveryEngine engine = engine(connection);
        Claim claim = author.claim(reason(), root().environment());
        Console console = console();
        Optional<Delivery> ended;
        try (Interruption interruption = Interruption.ofProcess();
                ProgressDisplay display = ProgressDisplay.on(console.progress(), console.live(), root().clock())) {
            Driver driver = new Driver(tests, due -> variables(due, router), display, interruption);
            Optional<Delivery> settled =
                    delivered(driver, engine, display, () -> settle(connection, engine, claim, display));
            if (settled.filter(delivery -> !delivery.phase().terminal() || delivery.phase() == Phase.STUCK)
                    .isPresent()) {
                return told(settled, connection, router);
            }
            ended = delivered(driver, engine, display, () -> start(connection, engine, claim, display));
        }
        return told(ended, connection, router);
    }

    private Map<String, String> variables(Delivery due, TrafficRouter router) {
        return TestVariables.of(cluster(), application(), due, router.addresses(application()));
    }

    private Optional<Delivery> delivered(
            Driver driver, DeliveryEngine engine, ProgressDisplay display, Supplier<Optional<DeliveryRun>> begin) {
        Optional<DeliveryRun> begun = driver.start(begin, patience);
        return begun.map(run -> {
            try {
                Delivery delivery = run.delivery();
                display.entered(
                        delivery,
                        delivery.phase(),
                        Duration.ZERO,
                        root().clock().instant());
                return driver.drive(DeliveryHandle.of(engine, run));
            } catch (RuntimeException e) {
                throw new UnfinishedException(run.delivery(), e);
            }
        });
    }

    private ExitStatus told(Optional<Delivery> ended, Connection connection, TrafficRouter router) {
        ExitStatus status = ended.map(this::status).orElse(ExitStatus.DONE);
        Addresses addresses = addresses(router);
        Map<String, Object> document = applicationDocument(status);
        document.put("outcome", ended.map(delivery -> delivery.phase().word()).orElse("nothing"));
        document.put("delivery", ended.map(Documents::delivery).orElse(null));
        document.put("addresses", Documents.addresses(addresses));
        List<String> lines = ended.map(
                        delivery -> new Texts(root().clock().getZone()).delivery(cluster(), delivery, addresses))
                .orElseGet(() -> List.of(nothing(connection)));
        console().result(document, lines);
        return status;
    }

    /** They are an extra: how the delivery ended counts. */
    private Addresses addresses(TrafficRouter router) {
        try {
            return router.addresses(application());
        } catch (DeliveryException e) {
            console().warn("the addresses are not known: " + e.getMessage());
            return Addresses.NONE;
        }
    }
}
