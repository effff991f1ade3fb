package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.Labels;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A release that is kept with its source: its stack files can be read again, with other values and the same images. */
final class KeptStack {
    private final ReleaseSpec kept;
    private final ReleaseSource source;

    /** Throws {@link RefusedException} if its source is not kept. */
    KeptStack(ReleaseSpec kept) {
        this.kept = kept;
        if (!kept.stack()) {
            throw new RefusedException(
                    "the release is a single service: it has no stack file whose values could change;"
                            + " deliver the image with another --spec");
        }
        this.source = kept.source()
                .orElseThrow(() -> new RefusedException("the release was delivered by a version that did not keep its"
                        + " stack file; deliver once from the stack file"));
        if (!source.whole()) {
            throw new RefusedException(
                    "the stack file of the release is not kept: " + source.omitted() + "; deliver from the stack file");
        }
    }

    ReleaseSource source() {
        return source;
    }

    /** The values from which it was made. */
    Values values() {
        return new Values().putGiven(source.settings().values());
    }

    Stack read(Values values) {
        return Stack.read(
                new StackInput(
                        source.texts().stack().stream()
                                .map(file -> new StackInput.Source(file.name(), file.content()))
                                .toList(),
                        new KeptFolder(source.texts()),
                        values,
                        Set.copyOf(source.settings().profiles()),
                        source.settings().allowUnset()),
                routed());
    }

    /** Only behind Traefik does the router make labels for services. */
    private RoutedBy routed() {
        return kept.parts().stream().anyMatch(part -> part.spec().labels().containsKey(Labels.ROUTER))
                ? RoutedBy.ROUTES_AND_TRAEFIK
                : RoutedBy.ROUTES;
    }

    /** The stack with the release's images, by digest. */
    StackRelease pinned(Stack stack) {
        List<GivenImage> images = kept.parts().stream()
                .map(part -> new GivenImage(
                        Optional.of(part.name()),
                        ImageReference.parse(part.spec().image())))
                .toList();
        return new StackRelease(stack, images);
    }

    /**
     * Refuses values that no variable uses.
     *
     * @throws RefusedException naming the nearest variable that the files mention
     */
    static void requireKnown(Values given, Set<String> variables) {
        given.given().forEach((name, value) -> {
            if (value.origin().equals(Values.SET) && !variables.contains(name)) {
                throw new RefusedException("--set " + name + ": the stack file does not use this variable; "
                        + Guess.question(name, variables, "it uses " + all(variables)));
            }
        });
    }

    private static String all(Set<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
