package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The images that a build has released, by application, pinned by digest. Later steps use them without naming them. */
public class ReleaseAction extends InvisibleAction {
    private final Map<String, String> images = new TreeMap<>();
    /** Of the sources, for images that the build itself built. */
    private final Map<String, String> revisions = new TreeMap<>();
    /** The last image that the build itself built, by repository. */
    private final Map<String, String> built = new TreeMap<>();

    private synchronized void put(String application, String image) {
        images.put(application, image);
    }

    private synchronized void put(String application, String image, String revision) {
        put(application, image);
        built.put(ImageReference.parse(image).repository(), image);
        if (!revision.isEmpty()) {
            revisions.put(application, revision);
        }
    }

    private synchronized List<ImageReference> built() {
        return built.values().stream().map(ImageReference::parse).toList();
    }

    private synchronized String image(String application) {
        return images.get(application);
    }

    /** The pinned images that this build built, one for each repository. */
    static List<ImageReference> built(Run<?, ?> run) {
        ReleaseAction action = run.getAction(ReleaseAction.class);
        return action == null ? List.of() : action.built();
    }

    /** The pinned image of an application that this build has released. */
    static Optional<String> released(Run<?, ?> run, String application) {
        return Optional.ofNullable(run.getAction(ReleaseAction.class)).map(action -> action.image(application));
    }

    /** The source revision of the image that this build built for an application. */
    static Optional<String> revision(Run<?, ?> run, String application) {
        return Optional.ofNullable(run.getAction(ReleaseAction.class)).map(action -> action.revision(application));
    }

    private synchronized String revision(String application) {
        return revisions.get(application);
    }

    static void remember(Run<?, ?> run, String application, String image) throws IOException {
        of(run).put(application, image);
        run.save();
    }

    /** The same for an image that the build built; its revision is empty if not known. */
    static void remember(Run<?, ?> run, String application, String image, String revision) throws IOException {
        of(run).put(application, image, revision);
        run.save();
    }

    private static ReleaseAction of(Run<?, ?> run) {
        synchronized (run) {
            ReleaseAction action = run.getAction(ReleaseAction.class);
            if (action == null) {
                action = new ReleaseAction();
                run.addAction(action);
            }
            return action;
        }
    }
}
