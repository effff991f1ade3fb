package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.stack.GivenImage;
import io.jenkins.plugins.swarmdelivery.stack.Stack;
import io.jenkins.plugins.swarmdelivery.stack.StackService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The images of a stack's services: those that this build has built, and over them those that the step names. */
final class BuiltImages {
    private BuiltImages() {}

    /** @param named as {@code SERVICE=REPO:VERSION} or {@code REPO:VERSION} */
    static List<GivenImage> of(Run<?, ?> run, Stack stack, List<String> named, Consumer<String> log) {
        List<GivenImage> images = new ArrayList<>();
        for (ImageReference built : ReleaseAction.built(run)) {
            List<String> services = stack.services().stream()
                    .filter(service ->
                            ImageReference.parse(service.image()).repository().equals(built.repository()))
                    .map(StackService::name)
                    .toList();
            if (!services.isEmpty()) {
                images.add(new GivenImage(Optional.empty(), built));
                log.accept(services.stream().sorted().collect(Collectors.joining(", "))
                        + ": the image that this build has built, " + built);
            }
        }
        named.stream().map(GivenImage::parse).forEach(images::add);
        return images;
    }
}
