package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.util.Optional;

/**
 * An image that replaces one in a stack file.
 *
 * @param service whose image it replaces; empty for all services with an image of this repository
 */
public record GivenImage(Optional<String> service, ImageReference image) {
    /**
     * Reads {@code SERVICE=REPO:VERSION} or {@code REPO:VERSION}.
     *
     * @throws io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException if it is not a reference to an image
     */
    public static GivenImage parse(String text) {
        int at = text.indexOf('=');
        Optional<String> service = at < 0 ? Optional.empty() : Optional.of(text.substring(0, at));
        return new GivenImage(service, ImageReference.parse(text.substring(at + 1)));
    }

    @Override
    public String toString() {
        return service.map(name -> name + "=").orElse("") + image;
    }
}
