package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import java.util.Optional;

/**
 * Identifies an HAProxy backend and the Swarm service behind it. Backend names are unique, because an application's
 * name has no color between underscores, and service names contain no colon.
 *
 * @param service the key of the service, see {@link RoutedService#key()}
 * @param adopted the adopted service that serves in its place at first, possibly in the other color; empty if there is
 *     none or it is not known
 */
record BackendName(Application application, Color color, String service, Optional<String> adopted) {
    /** Returns the part of the name that follows the color, e.g. {@code _web:8080}. */
    static String suffix(String service) {
        return service.isEmpty() ? "" : "_" + service;
    }

    /** Returns the service name that a delivery uses, e.g. {@code shop-web-blue}. */
    String swarmService() {
        return service.isEmpty() ? application.serviceName(color) : stem() + "-" + color;
    }

    /** Returns the service name without its color, e.g. {@code shop-web}. */
    String stem() {
        return service.isEmpty()
                ? application.name()
                : application + "-" + service.substring(0, service.lastIndexOf(':'));
    }

    /** Returns the service and port that it leads to, without the color, e.g. {@code shop-web-8080}. */
    String target() {
        return service.isEmpty() ? stem() : application + "-" + service.replace(':', '-');
    }

    /** Returns the name of the backend that checks tasks of the service before Docker's DNS lists them. */
    String early() {
        return "early_" + application + "_" + color + suffix(service);
    }

    @Override
    public String toString() {
        return "be_" + application + "_" + color + suffix(service);
    }
}
