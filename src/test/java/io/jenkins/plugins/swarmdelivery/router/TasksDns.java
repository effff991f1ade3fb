package io.jenkins.plugins.swarmdelivery.router;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Fakes the part of Docker's DNS that lists the tasks of a service: {@code tasks.shop-blue}. */
final class TasksDns implements Closeable {
    private static final int HEADER = 12;
    private static final int NO_SUCH_NAME = 3;
    private static final int ADDRESS = 1;

    private final Map<String, List<InetAddress>> tasks = new ConcurrentHashMap<>();

    private final DatagramSocket socket;

    TasksDns() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "DNS of tasks");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sets the addresses of a service's tasks; without one, Docker does not know the name. */
    void list(String service, InetAddress... addresses) {
        tasks.put(service, List.of(addresses));
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[8192], 8192);
        while (true) {
            try {
                packet.setLength(8192);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (SocketException e) {
                return;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private byte[] answer(byte[] question) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        while (question[at] != 0) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(question, at + 1, question[at], StandardCharsets.US_ASCII));
            at += question[at] + 1;
        }
        int type = question[at + 2];
        int end = at + 5;
        List<InetAddress> found = tasks.getOrDefault(name.toString().replaceFirst("^tasks\\.", ""), List.of());
        List<InetAddress> listed = type == ADDRESS ? found : List.of();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write(question, 0, 2);
        answer.write(new byte[] {(byte) 0x81, (byte) (0x80 | (found.isEmpty() ? NO_SUCH_NAME : 0))});
        answer.write(new byte[] {0, 1, 0, (byte) listed.size(), 0, 0, 0, 0});
        answer.write(question, HEADER, end - HEADER);
        for (InetAddress task : listed) {
            byte[] nameAbove = {(byte) 0xc0, HEADER};
            answer.write(nameAbove);
            answer.write(new byte[] {0, ADDRESS, 0, 1, 0, 0, 0, 1, 0, 4});
            answer.write(task.getAddress());
        }
        return answer.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
