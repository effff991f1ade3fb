package io.jenkins.plugins.swarmdelivery.engine.ports;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The IPv6 address of this machine for itself. */
public final class Loopback6 {
    public static final String HOST = "::1";

    private Loopback6() {}

    /** Skips the test on a machine without IPv6. */
    public static InetAddress require() throws IOException {
        InetAddress address = InetAddress.getByName(HOST);
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getInetAddress();
        } catch (IOException e) {
            return abort("this machine has no IPv6: nothing can listen on ::1");
        }
    }
}
