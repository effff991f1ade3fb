package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import java.util.Optional;

/**
 * Names a backend of HAProxy, and the service of the Swarm behind it. As neither an application nor a color has an
 * underscore, and no service a colon, no two have the same name.
 *
 * @param service its key, see {@link RoutedService#key()}
 * @param adopted the service that serves in its place first, maybe in the other color; empty: there is none, or it is not
 *     known
 */
record BackendName(Application application, Color color, String service, Optional<String> adopted) {
    /** What follows the color, e.g. {@code _web:8080}. */
    static String end(String service) {
        return service.isEmpty() ? "" : "_" + service;
    }

    /** As a delivery names it, e.g. {@code shop-web-blue}. */
    String swarmService() {
        return service.isEmpty() ? application.serviceName(color) : stem() + "-" + color;
    }

    /** With what names of the service begin in both colors, e.g. {@code shop-web}. */
    String stem() {
        return service.isEmpty()
                ? application.name()
                : application + "-" + service.substring(0, service.lastIndexOf(':'));
    }

    @Override
    public String toString() {
        return "be_" + application + "_" + color + end(service);
    }
}
