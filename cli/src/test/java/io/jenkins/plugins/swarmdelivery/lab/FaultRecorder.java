package io.jenkins.plugins.swarmdelivery.lab;

import static io.jenkins.plugins.swarmdelivery.lab.Lab.LAB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Asserts the message of a {@link Fault}, and records whether everything held: one line per run. */
final class FaultRecorder implements BeforeTestExecutionCallback, AfterTestExecutionCallback, TestWatcher {
    private static final Path FOLDER = LAB.project().resolve("cli/target/faults");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void beforeTestExecution(ExtensionContext context) {
        Cli.forgetSaid();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            assertThat(Cli.said())
                    .as("all that was said")
                    .contains(fault(context).says());
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        record(context, true, "");
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        record(context, false, String.valueOf(cause.getMessage()));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        record(context, false, "left out: " + cause.getMessage());
    }

    private static Fault fault(ExtensionContext context) {
        return context.getRequiredTestMethod().getAnnotation(Fault.class);
    }

    private static void record(ExtensionContext context, boolean held, String why) {
        Fault fault = fault(context);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("fault", fault.value());
        line.put("outcome", fault.outcome());
        line.put("says", fault.says());
        line.put("test", context.getRequiredTestClass().getSimpleName() + ": " + context.getDisplayName());
        line.put("held", held);
        line.put("why", why);
        String name = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName() + ".jsonl";
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    FOLDER.resolve(name),
                    JSON.writeValueAsString(line) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        record(context, false, "left out: " + reason.orElse(""));
    }
}
