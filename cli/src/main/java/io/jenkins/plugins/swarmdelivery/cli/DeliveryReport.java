package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cli.output.Console;
import io.jenkins.plugins.swarmdelivery.cli.output.Texts;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ports.Addresses;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The outcome of a delivery as the command's result. */
final class DeliveryReport {
    private final String command;
    private final AttendedRun.Subject subject;
    private final Console console;

    /** @param command as typed, without the program's name */
    DeliveryReport(String command, AttendedRun.Subject subject, Console console) {
        this.command = command;
        this.subject = subject;
        this.console = console;
    }

    /**
     * Writes it.
     *
     * @param ended the delivery; empty if there was nothing to do
     * @param nothing the message in that case
     */
    ExitStatus tell(ExitStatus status, Optional<Delivery> ended, String nothing, ZoneId zone) {
        Addresses addresses = addresses();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("command", command);
        document.put("cluster", subject.cluster());
        document.put("exitStatus", status.code());
        document.put("application", subject.application().name());
        document.put("outcome", ended.map(Delivery::outcome).orElse("nothing"));
        document.put("delivery", ended.map(Documents::delivery).orElse(null));
        document.put("addresses", Documents.addresses(addresses));
        List<String> lines = ended.map(delivery -> new Texts(zone).delivery(subject.cluster(), delivery, addresses))
                .orElseGet(() -> List.of(nothing));
        console.result(document, lines);
        return status;
    }

    /** The addresses are optional: the outcome of the delivery matters more. */
    private Addresses addresses() {
        try {
            return subject.router().addresses(subject.application());
        } catch (DeliveryException e) {
            console.warn("the addresses are unknown: " + e.getMessage());
            return Addresses.NONE;
        }
    }
}
