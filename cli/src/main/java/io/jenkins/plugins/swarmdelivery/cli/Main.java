package io.jenkins.plugins.swarmdelivery.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The process. */
public final class Main {
    private Main() {}

    /** Ends the process with an {@link ExitStatus}. */
    public static void main(String[] arguments) {
        // Independent of the locale: JSON is UTF-8, and so are almost all logs and terminals.
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int status = run(out, err, System.getenv(), arguments);
        out.flush();
        System.exit(status);
    }

    /** Runs the command inside this process, and returns its {@link ExitStatus} as a number. */
    public static int run(PrintStream out, PrintStream err, Map<String, String> environment, String... arguments) {
        SwarmDelivery command = new SwarmDelivery(out, err, environment);
        return Commands.line(command).execute(arguments);
    }
}
