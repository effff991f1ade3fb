package io.jenkins.plugins.swarmdelivery.docker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** An endpoint gave no usable response. */
final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    enum Kind {
        /** The request was not sent. */
        NOT_SENT,
        /** Likewise, and a retry would fail too: wrong certificates, or an engine that is too old. */
        NOT_USABLE,
        /** The connection broke after the request may have been sent. */
        BROKEN,
        /** The request may have been sent, but no response came in time. */
        TIMED_OUT
    }

    NoAnswer(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    static NoAnswer of(IOException e) {
        if (e instanceof UnknownHostException) {
            return new NoAnswer(Kind.NOT_SENT, "no address is known for this host name", e);
        }
        // Apache's connect errors have JDK types; its connect timeout differs from a read timeout only by name.
        boolean connecting = e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e.getClass().getSimpleName().equals("ConnectTimeoutException");
        if (connecting) {
            return new NoAnswer(
                    Kind.NOT_SENT, message(e, "cannot connect").replaceFirst("^Connect to .* failed: ", ""), e);
        }
        if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
            return new NoAnswer(Kind.NOT_USABLE, tls(e), e);
        }
        if (e instanceof SocketTimeoutException) {
            return new NoAnswer(Kind.TIMED_OUT, "no response in time", e);
        }
        // With TLS 1.3, an engine that rejects the client's certificate says so only after the handshake.
        boolean alert = e instanceof SSLException && message(e, "").contains("alert");
        return new NoAnswer(
                Kind.BROKEN, alert ? tls(e) : "connection broken (" + message(e, "no reason given") + ")", e);
    }

    private static String tls(IOException e) {
        return "TLS failed: " + message(e, "")
                + "; check the CA, the client certificate, and that the host name is in the" + " engine's certificate";
    }

    Kind kind() {
        return kind;
    }

    /** Whether a write may have taken effect. */
    boolean sent() {
        return kind == Kind.BROKEN || kind == Kind.TIMED_OUT;
    }

    /**
     * The same failure for a request that was to follow the failed one.
     *
     * @param tls a client certificate was sent: an engine that rejects it often just closes the connection
     */
    NoAnswer asNotSent(boolean tls) {
        String hint = tls && kind == Kind.BROKEN ? "; does the engine accept the client certificate?" : "";
        return sent() ? new NoAnswer(Kind.NOT_SENT, getMessage() + hint, getCause()) : this;
    }

    private static String message(IOException e, String otherwise) {
        return e.getMessage() == null ? otherwise : e.getMessage();
    }
}
