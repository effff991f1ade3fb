package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The images that a build has released, by application, pinned by digest. Later steps use them without naming them. */
public class ReleaseAction extends InvisibleAction {
    private final Map<String, String> images = new TreeMap<>();
    /** Of the sources, for images that the build itself built. */
    private final Map<String, String> revisions = new TreeMap<>();

    private synchronized void put(String application, String image) {
        images.put(application, image);
    }

    private synchronized void put(String application, String image, String revision) {
        put(application, image);
        if (!revision.isEmpty()) {
            revisions.put(application, revision);
        }
    }

    private synchronized String image(String application) {
        return images.get(application);
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
