package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Locale;
import java.util.Optional;

/** An image as Docker's client posts it: short if it is from Docker Hub, with {@code latest} if it has no version. */
final class ImageName {
    private static final String HUB = "docker.io";
    private static final String LIBRARY = "library/";

    private ImageName() {}

    static String posted(Place place, String written) {
        ImageReference image;
        try {
            image = ImageReference.parse(written);
        } catch (RefusedException e) {
            throw place.wrong(
                    written, "write registry/repository:version in lower case, e.g. registry.example:5000/web:1.0");
        }
        boolean latest = image.tag().isEmpty() && image.digest().isEmpty();
        return new ImageReference(
                        familiar(image.repository()), latest ? Optional.of("latest") : image.tag(), image.digest())
                .toString();
    }

    private static String familiar(String repository) {
        int slash = repository.indexOf('/');
        String first = slash < 0 ? "" : repository.substring(0, slash);
        boolean host = first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
        if (!host) {
            return repository.startsWith(LIBRARY) ? library(repository) : repository;
        }
        return first.equals(HUB) || first.equals("index." + HUB)
                ? library(repository.substring(slash + 1))
                : repository;
    }

    private static String library(String path) {
        String image = path.startsWith(LIBRARY) ? path.substring(LIBRARY.length()) : path;
        return image.contains("/") ? path : image;
    }
}
