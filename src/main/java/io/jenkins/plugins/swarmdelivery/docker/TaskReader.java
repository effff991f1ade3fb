package io.jenkins.plugins.swarmdelivery.docker;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads tasks from Docker's list; absent fields become empty. */
final class TaskReader {
    private TaskReader() {}

    static Task read(Object task) {
        // Docker writes the exit code 0 for a container that has not ended, or not even started.
        Task read = read(task, Optional.empty());
        return read.ended() && !read.containerId().isEmpty()
                ? read(task, Json.number(task, "Status", "ContainerStatus", "ExitCode"))
                : read;
    }

    private static Task read(Object task, Optional<Long> exitCode) {
        return new Task(
                Json.text(task, "ID").orElse(""),
                new Task.Place(
                        Json.number(task, "Slot").orElse(0L).intValue(),
                        Json.text(task, "NodeID").orElse(""),
                        attachments(task)),
                new Task.Condition(
                        Json.text(task, "Status", "State").orElse("new"),
                        Json.text(task, "DesiredState").orElse(""),
                        Json.text(task, "Status", "Err").orElse(""),
                        time(Json.text(task, "Status", "Timestamp").orElse(""))),
                new Task.Container(
                        Json.text(task, "Status", "ContainerStatus", "ContainerID")
                                .orElse(""),
                        Json.text(task, "Spec", "ContainerSpec", "Image").orElse(""),
                        exitCode,
                        hostPorts(task)));
    }

    private static List<Task.Attachment> attachments(Object task) {
        return Json.list(task, "NetworksAttachments").stream()
                .flatMap(attachment -> Json.list(attachment, "Addresses").stream()
                        .map(address -> new Task.Attachment(
                                Json.text(attachment, "Network", "ID").orElse(""),
                                Json.text(attachment, "Network", "Spec", "Name").orElse(""),
                                String.valueOf(address).replaceFirst("/.*", ""))))
                .toList();
    }

    private static List<Task.HostPort> hostPorts(Object task) {
        return Json.list(task, "Status", "PortStatus", "Ports").stream()
                .filter(port -> Json.number(port, "PublishedPort").isPresent())
                .map(port -> new Task.HostPort(
                        Json.number(port, "TargetPort").orElse(0L).intValue(),
                        Json.number(port, "PublishedPort").orElse(0L).intValue()))
                .toList();
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
