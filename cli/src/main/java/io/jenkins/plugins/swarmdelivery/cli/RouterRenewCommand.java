package io.jenkins.plugins.swarmdelivery.cli;

import io.jenkins.plugins.swarmdelivery.cluster.Connection;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.router.RouterRenewal;
import io.jenkins.plugins.swarmdelivery.router.RouterSite;
import io.jenkins.plugins.swarmdelivery.router.TraefikSettings;
import io.jenkins.plugins.swarmdelivery.router.UserTls;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate;
import io.jenkins.plugins.swarmdelivery.tls.ServerCertificate.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "renew",
        description = {
            "Renews a certificate for users while open connections stay.",
            "Gives it to every running replica of HAProxy, one after the other. A TLS handshake with each must prove"
                    + " that users are shown it; that is left out only if the port for HTTPS is not published, or the"
                    + " certificate has no host name to ask for. Keeps it as a secret, NAME-xxxxxxxx, which replicas get when they are"
                    + " replaced: run router up at a quiet time. Until then, a replica that Docker starts anew shows the"
                    + " former certificate, and check warns.",
            "Refused if the certificate is not valid now, lacks a host name or the chain of the former one, or does not"
                    + " belong to the key. Can be repeated, and reaches the replicas that it has not reached before."
        })
final class RouterRenewCommand extends RouterSiteCommand {
    private static final String KEY_OPTION = "--key";
    private static final long MAX_BYTES = 1 << 20;

    @Option(
            names = UserTls.SECRET_OPTION,
            paramLabel = "NAME",
            description = "The certificate to renew: the secret that router up was given. Not needed if there is only"
                    + " one.")
    private Optional<String> secret = Optional.empty();

    @Option(
            names = RouterRenewal.CERTIFICATE_OPTION,
            paramLabel = "FILE",
            required = true,
            description =
                    "The renewed certificate with its chain, as PEM, e.g. fullchain.pem; it may hold the key, too.")
    private Path certificate;

    @Option(names = KEY_OPTION, paramLabel = "FILE", description = "Its key, as PEM, if that is in a file of its own.")
    private Optional<Path> key = Optional.empty();

    @Override
    void requireRouter(Connection connection) {
        if (connection
                .settings()
                .router()
                .filter(TraefikSettings.class::isInstance)
                .isPresent()) {
            throw new RefusedException(cluster() + ".router: Traefik renews certificates itself; see docs/traefik.md");
        }
    }

    @Override
    ExitStatus run(RouterSite site, Connection connection) {
        Source chain =
                new Source(RouterRenewal.CERTIFICATE_OPTION, read(RouterRenewal.CERTIFICATE_OPTION, certificate));
        Source own =
                key.map(file -> new Source(KEY_OPTION, read(KEY_OPTION, file))).orElse(chain);
        RouterRenewal.Renewed renewed = new RouterRenewal(site).run(secret, ServerCertificate.read(chain, own));
        Map<String, Object> document = document(ExitStatus.DONE);
        document.put("renewed", renewed.name());
        document.put("secret", renewed.secret());
        document.put("end", renewed.end().toString());
        document.put("replicas", renewed.replicas());
        document.put("pending", renewed.pending());
        List<String> lines = new ArrayList<>();
        lines.add("every running replica has the renewed certificate of " + renewed.name() + ", which ends "
                + LocalDate.ofInstant(renewed.end(), root().clock().getZone()));
        if (renewed.pending()) {
            lines.add("run router up " + cluster()
                    + " at a quiet time: until then, a replica that Docker starts anew shows"
                    + " the former certificate");
        }
        console().result(document, lines);
        return ExitStatus.DONE;
    }

    private static String read(String option, Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new RefusedException(option, file, "it is larger than 1 MB; name a file with PEM");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new RefusedException(option, file, "there is no such file");
        } catch (IOException e) {
            throw new RefusedException(option, file, "it cannot be read: " + e.getMessage());
        }
    }
}
