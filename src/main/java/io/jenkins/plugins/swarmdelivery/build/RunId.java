package io.jenkins.plugins.swarmdelivery.build;

import io.jenkins.plugins.swarmdelivery.engine.ports.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one run, which identifies everything that it creates: containers, networks, volumes, jobs, secrets,
 * temporary folders. It contains their owner and a deadline, so that others can tell whether they are left over after
 * the owner was killed.
 *
 * @param machine of the owner: a hash of host name and process namespace
 * @param pid of the owner
 * @param started when that process began, to distinguish it from a later one with the same PID; milliseconds since the
 *     epoch
 * @param until when the run must have ended; seconds since the epoch
 * @param random distinguishes the runs of one owner
 */
public record RunId(String machine, long pid, long started, long until, String random) {
    /** Prefix of all runs' names; they are valid as names of Compose projects and services. */
    public static final String PREFIX = "swd-";

    private static final Pattern TEXT =
            Pattern.compile("swd-([0-9a-f]{8})-([0-9a-z]{1,8})-([0-9a-z]{1,10})-([0-9a-z]{1,8})-([0-9a-f]{6})");
    private static final int RADIX = 36;
    private static final String THIS_MACHINE = machineHash();
    private static final SecureRandom RANDOM = new SecureRandom();

    /** A new run of this process, with its maximum duration. */
    public static RunId create(Instant now, Duration atMost) {
        ProcessHandle self = ProcessHandle.current();
        byte[] random = new byte[3];
        RANDOM.nextBytes(random);
        return new RunId(
                THIS_MACHINE,
                self.pid(),
                startOf(self),
                now.plus(atMost).getEpochSecond(),
                HexFormat.of().formatHex(random));
    }

    /** The run whose name is a prefix of the text; empty if there is none. */
    public static Optional<RunId> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        return Optional.of(new RunId(
                matcher.group(1),
                Long.parseLong(matcher.group(2), RADIX),
                Long.parseLong(matcher.group(3), RADIX),
                Long.parseLong(matcher.group(4), RADIX),
                matcher.group(5)));
    }

    /**
     * Whether nobody will clean up after this run: its deadline has passed, or it ran on this machine and its process
     * is gone.
     */
    public boolean leftOver(Instant now) {
        if (now.getEpochSecond() > until) {
            return true;
        }
        return machine.equals(THIS_MACHINE)
                && ProcessHandle.of(pid)
                        .filter(process -> startOf(process) == started)
                        .isEmpty();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** Two containers may have the same host name, but on one machine never the same process namespace. */
    private static String machineHash() {
        String identity = read("/proc/sys/kernel/hostname") + "/" + read("/proc/sys/kernel/random/boot_id") + "/"
                + target("/proc/self/ns/pid") + "/"
                + System.getenv().getOrDefault("COMPUTERNAME", "");
        return Sha256.hex(identity, 4);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static String target(String link) {
        try {
            return Files.readSymbolicLink(Path.of(link)).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return PREFIX + machine + "-" + Long.toString(pid, RADIX) + "-" + Long.toString(started, RADIX) + "-"
                + Long.toString(until, RADIX) + "-" + random;
    }
}
