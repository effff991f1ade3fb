package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.Util;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.jenkins.config.Lines;
import io.jenkins.plugins.swarmdelivery.router.EdgeProxies;
import io.jenkins.plugins.swarmdelivery.router.Frontend;
import io.jenkins.plugins.swarmdelivery.router.RoutedText;
import io.jenkins.plugins.swarmdelivery.router.RouterOrder;
import io.jenkins.plugins.swarmdelivery.router.UserTls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a user asks of a cluster's HAProxy, as texts, so that the next Jenkins can read it, too. What is empty stays as it
 * is.
 */
public final class RouterRequest {
    /** The fields of the form; lists have one entry a line. */
    public static final List<String> FIELDS = List.of(
            "applications",
            "without",
            "constraints",
            "image",
            "servicePort",
            "previewPort",
            "adminPort",
            "tlsSecrets",
            "httpsPort",
            "redirectPort",
            "trustedProxies",
            "proxyProtocol");

    /** Those that are not empty. */
    private final Map<String, String> fields = new TreeMap<>();

    private RouterRequest() {}

    /** @param values of the fields; null or empty: as it is */
    public static RouterRequest of(Function<String, String> values) {
        RouterRequest request = new RouterRequest();
        for (String field : FIELDS) {
            Optional.ofNullable(Util.fixEmptyAndTrim(values.apply(field)))
                    .ifPresent(text -> request.fields.put(field, text));
        }
        return request;
    }

    /** @throws RefusedException if one of the texts is written wrong */
    RouterOrder order() {
        Set<Application> removed =
                lines("without").stream().map(Application::new).collect(Collectors.toSet());
        return new RouterOrder(
                new RouterOrder.Applications(RoutedText.parseAll(lines("applications")), removed, Set.of()),
                new RouterOrder.Service(text("image"), Optional.empty(), lines("constraints")),
                new RouterOrder.Published(number("servicePort"), number("previewPort"), number("adminPort")),
                RouterOrder.Secrets.DEFAULTS,
                new Frontend.Given(
                        new EdgeProxies.Given(lines("trustedProxies"), lines("proxyProtocol")),
                        new UserTls.Given(lines("tlsSecrets"), number("httpsPort"), number("redirectPort"))));
    }

    private Optional<String> text(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    private List<String> lines(String field) {
        return Lines.of(fields.getOrDefault(field, ""));
    }

    private Optional<Integer> number(String field) {
        return text(field).map(text -> {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw new RefusedException(field, text, "use a number, e.g. 8080");
            }
        });
    }
}
