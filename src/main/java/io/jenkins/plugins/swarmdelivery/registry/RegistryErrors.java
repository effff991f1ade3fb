package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Classifies registries' responses by what the caller can do about them, and reports who sent which request where. */
final class RegistryErrors {
    private static final String READ_REMEDY = "; try again, and check its log if that does not help";

    private RegistryErrors() {}

    /** The exception for a response that is not a success. */
    static SwarmException of(Repository repository, Access access, String what, RegistryAnswer answer) {
        String said = said(answer);
        return switch (answer.status()) {
            case 401, 403 -> denied(repository, access, answer);
            case 404 ->
                new SwarmException.NotFound(
                        "registry " + repository.host() + " has no " + what
                                + "; check its name and that of the repository" + said,
                        null);
            case 408, 429, 500, 502, 503, 504, 507 -> unavailable(repository, access, what, answer);
            case 409, 412 ->
                new SwarmException.Rejected(
                        "registry " + repository.host() + " keeps " + what + " unchanged; if a rule there makes tags"
                                + " immutable, choose another tag"
                                + said,
                        null);
            default ->
                new SwarmException.Rejected("registry " + repository.host() + " does not accept " + what + said, null);
        };
    }

    private static SwarmException unavailable(
            Repository repository, Access access, String what, RegistryAnswer answer) {
        if (answer.status() == 429) {
            return limited(repository, "registry " + repository.host(), what, answer);
        }
        boolean write = access == Access.PUSH;
        String remedy = write ? "; check its log and its free disk space, then try again" : READ_REMEDY;
        String wait = patience(answer).orElse(remedy);
        return new SwarmException.Unavailable(
                "registry " + repository.host() + (write ? " did not accept " : " cannot be asked for ") + what + wait
                        + said(answer),
                null);
    }

    private static SwarmException limited(Repository repository, String who, String what, RegistryAnswer answer) {
        String login = repository.login().isPresent() ? "" : "; most registries allow more requests with a login";
        return new SwarmException.Unavailable(
                who + " limits the rate of requests, this time for " + what
                        + patience(answer).orElse("; try again in some minutes") + login + said(answer),
                null);
    }

    private static Optional<String> patience(RegistryAnswer answer) {
        return answer.header("Retry-After")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(seconds -> "; it asks to wait for " + seconds + " s");
    }

    static SwarmException denied(Repository repository, Access access, RegistryAnswer answer) {
        String place = RegistryRequest.sameOrigin(repository.tags("n=1"), answer.from())
                ? ""
                : ", and has redirected us to " + answer.from().getAuthority() + ", which gets no login of ours";
        String remedy = repository.login().isPresent()
                ? "check the password or token, and what this user may do there"
                : "name a user and a password of that registry";
        return new SwarmException.Rejected(
                "registry " + repository.host() + " does not let " + repository.who() + " " + access.verb() + " "
                        + repository + place + "; " + remedy + said(answer),
                null);
    }

    static SwarmException noToken(Repository repository, URI address, RegistryAnswer answer) {
        String server = address.getAuthority();
        if (answer.status() == 429) {
            return limited(
                    repository,
                    "the token server " + server + " of registry " + repository.host(),
                    repository.toString(),
                    answer);
        }
        if (answer.status() == 400 || answer.status() == 401 || answer.status() == 403) {
            return new SwarmException.Rejected(
                    "the token server " + server + " of registry " + repository.host() + " gives " + repository.who()
                            + " no token for " + repository + "; check user and password" + said(answer),
                    null);
        }
        return new SwarmException.Unavailable(
                "the token server " + server + " of registry " + repository.host() + " gives no token for " + repository
                        + said(answer),
                null);
    }

    static SwarmException badRealm(Repository repository, String realm) {
        return new SwarmException.Rejected(
                "registry " + repository.host() + " refers requests for " + repository + " to \"" + realm
                        + "\" for a token, which is not an https address; no login is sent there. Set the registry's"
                        + " external address to https",
                null);
    }

    /** No response, or one that no registry sends. */
    static SwarmException noAnswer(Repository repository, String who, IOException cause) {
        String subject = who + " cannot be asked about " + repository + ": ";
        Optional<Throwable> untrusted =
                causes(cause).filter(CertificateException.class::isInstance).findFirst();
        if (untrusted.isPresent()) {
            return new SwarmException.Rejected(
                    subject + "its certificate is not trusted here (" + text(untrusted.get())
                            + "); give its authority's certificate as the registry's CA, and use a name that"
                            + " is in its certificate",
                    cause);
        }
        if (cause instanceof SSLException && !cut(cause)) {
            return new SwarmException.Rejected(
                    subject + "TLS fails (" + text(cause) + "); check that it serves https there", cause);
        }
        return new SwarmException.Unavailable(
                subject + text(cause) + "; check that it runs, and that its name is right", cause);
    }

    /**
     * The connection was cut, e.g. by a proxy without a live backend; TLS itself did not fail. Java distinguishes the
     * two only by the exception's message.
     */
    private static boolean cut(IOException failure) {
        String text = text(failure);
        return text.contains("terminated the handshake") || text.contains("closed the channel");
    }

    static SwarmException noRegistry(Repository repository, String what) {
        return new SwarmException.Unavailable(
                "registry " + repository.host() + " answered " + what + " when asked about " + repository
                        + "; is this a registry's address?",
                null);
    }

    private static String text(Throwable failure) {
        if (causes(failure)
                .anyMatch(e -> e instanceof UnknownHostException || e instanceof UnresolvedAddressException)) {
            return "its host name is not known";
        }
        if (failure.getMessage() != null) {
            return failure.getMessage();
        }
        return failure instanceof ConnectException
                ? "no connection"
                : failure.getClass().getSimpleName();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    private static String said(RegistryAnswer answer) {
        return " (" + answer.from().getAuthority() + " says " + answer.said() + ")";
    }
}
