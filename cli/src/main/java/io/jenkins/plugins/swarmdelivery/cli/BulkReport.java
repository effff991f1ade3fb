package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outcomes of several deliveries as the command's result. */
final class BulkReport {
    private final Map<String, Object> document;
    private final Connection connection;
    private final Console console;
    private final ZoneId zone;

    /** @param document with the first fields of the command's document */
    BulkReport(Map<String, Object> document, Connection connection, Console console, ZoneId zone) {
        this.document = document;
        this.connection = connection;
        this.console = console;
        this.zone = zone;
    }

    static String nothing(Application application) {
        return "nothing changes in " + application;
    }

    /**
     * Writes it.
     *
     * @param outcomes of the applications that had something to do
     * @return the first status other than success
     */
    ExitStatus tell(List<Application> applications, List<BulkRun.Outcome> outcomes) {
        ExitStatus status = ExitStatus.DONE;
        List<Object> documents = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (Application application : applications) {
            Optional<BulkRun.Outcome> outcome = outcomes.stream()
                    .filter(each -> each.application().equals(application))
                    .findFirst();
            ExitStatus one = outcome.map(BulkReport::status).orElse(ExitStatus.DONE);
            status = status == ExitStatus.DONE ? one : status;
            documents.add(document(application, outcome));
            lines.addAll(outcome.map(this::lines).orElseGet(() -> List.of(nothing(application))));
        }
        document.put("exitStatus", status.code());
        document.put("applications", documents);
        console.result(document, lines);
        return status;
    }

    private static ExitStatus status(BulkRun.Outcome outcome) {
        if (outcome.failure().isPresent()) {
            return ExitStatus.of(outcome.failure().get());
        }
        if (outcome.undone().isPresent()) {
            AttendedRun.Ended undone = outcome.undone().get();
            boolean back = undone.achieved(Delivery.Kind.ROLLBACK);
            return back ? ExitStatus.FAILED : ExitStatus.STUCK;
        }
        return outcome.ended()
                .map(ended -> ExitStatus.of(ended.delivery(), ended.achieved(Delivery.Kind.RELEASE)))
                .orElse(ExitStatus.DONE);
    }

    private static Map<String, Object> document(Application application, Optional<BulkRun.Outcome> outcome) {
        Optional<Delivery> delivery = outcome.flatMap(BulkReport::last);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("application", application.name());
        document.put("outcome", delivery.map(Delivery::outcome).orElse("nothing"));
        document.put("delivery", delivery.map(Documents::delivery).orElse(null));
        outcome.flatMap(BulkRun.Outcome::failure).ifPresent(failure -> {
            document.put("outcome", "error");
            document.put("error", Commands.error(Commands.kind(failure), failure.getMessage()));
        });
        return document;
    }

    private static Optional<Delivery> last(BulkRun.Outcome outcome) {
        return outcome.undone().or(outcome::ended).map(AttendedRun.Ended::delivery);
    }

    private List<String> lines(BulkRun.Outcome outcome) {
        String name = outcome.application().name();
        if (outcome.failure().isPresent()) {
            return List.of(name + ": " + outcome.failure().get().getMessage());
        }
        return last(outcome)
                .map(delivery -> new Texts(zone)
                        .delivery((String) document.get("cluster"), delivery, addresses(outcome.application())))
                .orElseGet(() -> List.of(nothing(outcome.application())));
    }

    /** The addresses are optional: the outcome of the delivery matters more. */
    private Addresses addresses(Application application) {
        try {
            return connection.router().addresses(application);
        } catch (DeliveryException e) {
            console.warn("the addresses are unknown: " + e.getMessage());
            return Addresses.NONE;
        }
    }
}
