package io.jenkins.plugins.swarmdelivery.docker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** An endpoint gave no answer, or none that can be used. */
final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    enum Kind {
        /** The request never got there. */
        NOT_SENT,
        /** Likewise, and another try would end the same: wrong certificates, an engine that is too old. */
        NOT_USABLE,
        /** The connection broke after the request may have been sent. */
        BROKEN,
        /** Nothing came in time after the request may have been sent. */
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
        // Apache's connect errors carry JDK types; its connect timeout differs from a read timeout by name alone.
        boolean connecting = e instanceof ConnectException
                || e instanceof NoRouteToHostException
                || e.getClass().getSimpleName().equals("ConnectTimeoutException");
        if (connecting) {
            return new NoAnswer(
                    Kind.NOT_SENT, said(e, "cannot connect").replaceFirst("^Connect to .* failed: ", ""), e);
        }
        if (e instanceof SSLHandshakeException || e instanceof SSLPeerUnverifiedException) {
            return new NoAnswer(Kind.NOT_USABLE, tls(e), e);
        }
        if (e instanceof SocketTimeoutException) {
            return new NoAnswer(Kind.TIMED_OUT, "no answer in time", e);
        }
        // With TLS 1.3 an engine that does not accept the client's certificate says so after the handshake only.
        boolean alert = e instanceof SSLException && said(e, "").contains("alert");
        return new NoAnswer(Kind.BROKEN, alert ? tls(e) : "connection broken (" + said(e, "no reason given") + ")", e);
    }

    private static String tls(IOException e) {
        return "TLS failed: " + said(e, "") + "; check the CA, the client certificate, and that the host name is in the"
                + " engine's certificate";
    }

    Kind kind() {
        return kind;
    }

    /** A write may have been done. */
    boolean sent() {
        return kind == Kind.BROKEN || kind == Kind.TIMED_OUT;
    }

    /**
     * The same for a request that was to follow the one that got no answer.
     *
     * @param tls a client certificate was shown: an engine that does not accept it often just hangs up
     */
    NoAnswer notSent(boolean tls) {
        String hint = tls && kind == Kind.BROKEN ? "; does the engine accept the client certificate?" : "";
        return sent() ? new NoAnswer(Kind.NOT_SENT, getMessage() + hint, getCause()) : this;
    }

    private static String said(IOException e, String otherwise) {
        return e.getMessage() == null ? otherwise : e.getMessage();
    }
}
