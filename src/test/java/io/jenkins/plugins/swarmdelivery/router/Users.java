package io.jenkins.plugins.swarmdelivery.router;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Users of an application who send their requests over one kept connection to one replica of the router. */
public final class Users implements Closeable {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final String host;

    public Users(InetSocketAddress replica, String host) throws IOException {
        this(replica, host, new InetSocketAddress(0));
    }

    /** @param from the address that they come from */
    Users(InetSocketAddress replica, String host, InetSocketAddress from) throws IOException {
        this.host = host;
        socket = new Socket();
        socket.bind(from);
        socket.connect(replica);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Returns the headers of the response by their names in lower case, and the status as {@code status}.
     *
     * @param headers of the request, e.g. {@code Cookie: a=b}
     */
    public Map<String, String> get(String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET /version HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("status", line().split(" ")[1]);
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] header = line.split(": ", 2);
            answer.put(header[0].toLowerCase(Locale.ROOT), header[1]);
        }
        in.readNBytes(Integer.parseInt(answer.get("content-length")));
        return answer;
    }

    /** Returns the color that serves a request. */
    public String color(String... headers) throws IOException {
        return get(headers).get("x-swarm-color");
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the router closed the connection");
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
