package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.engine.Claim;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import picocli.CommandLine.Option;

/** The author: the history keeps it, and others see it while the application is locked. */
final class AuthorOptions {
    @Option(
            names = "--by",
            order = 71,
            paramLabel = "NAME",
            description = "Who runs the command, for the history. Default: user and machine.")
    private String name;

    @Option(
            names = "--build",
            order = 72,
            paramLabel = "URL",
            defaultValue = "${env:BUILD_URL:-}",
            description = "The URL of the build, for the history. Default: $$BUILD_URL.")
    private String build;

    @Option(
            names = "--commit",
            order = 73,
            paramLabel = "SHA",
            defaultValue = "${env:GIT_COMMIT:-}",
            description = "The source revision, for the history. Default: $$GIT_COMMIT.")
    private String commit;

    @Option(
            names = "--approver",
            order = 74,
            paramLabel = "NAME",
            defaultValue = "",
            description = "Who approved it, for the history. Default: nobody.")
    private String approver;

    Author author(Map<String, String> environment) {
        return new Author(name == null ? user(environment) : name, build, commit, approver);
    }

    /** User and machine. */
    static String user(Map<String, String> environment) {
        return System.getProperty("user.name") + "@" + host(environment);
    }

    /** The claim of this process. */
    Claim claim(String reason, Map<String, String> environment) {
        Author author = author(environment);
        return new Claim(author.name() + " pid " + ProcessHandle.current().pid(), reason, author);
    }

    private static String host(Map<String, String> environment) {
        String known = environment.get("HOSTNAME");
        if (known != null && !known.isBlank()) {
            return known;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
