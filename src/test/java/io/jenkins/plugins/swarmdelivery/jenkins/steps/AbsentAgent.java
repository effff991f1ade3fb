package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Slave;
import hudson.slaves.DumbSlave;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.SimpleCommandLauncher;

/** An agent {@code away} that connects only while a file is there, so that it can be late after a restart of Jenkins. */
final class AbsentAgent {
    private static final String NAME = "away";

    private final Path folder;
    private final Path there;

    AbsentAgent(Path folder) {
        this.folder = folder;
        this.there = folder.resolve("there");
    }

    /** It is online, and stays one of the agents after a restart. */
    void create(JenkinsRule jenkins) throws Exception {
        Files.createFile(there);
        String command = ((SimpleCommandLauncher) jenkins.createComputerLauncher(null)).cmd;
        Path script = folder.resolve("agent.sh");
        Files.writeString(script, "#!/bin/sh\ntest -e " + there + " || exit 1\nexec " + command + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Slave agent =
                new DumbSlave(NAME, folder.resolve("root").toString(), new SimpleCommandLauncher(script.toString()));
        agent.setLabelString(NAME);
        jenkins.jenkins.addNode(agent);
        jenkins.waitOnline(agent);
    }

    /** From its next connection on. */
    void keepAway() throws Exception {
        Files.delete(there);
    }

    void connect(JenkinsRule jenkins) throws Exception {
        Files.createFile(there);
        Slave agent = (Slave) jenkins.jenkins.getNode(NAME);
        agent.toComputer().connect(true).get();
        jenkins.waitOnline(agent);
    }
}
