package io.jenkins.plugins.swarmdelivery.steps;

import hudson.model.InvisibleAction;
import hudson.model.Run;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a build has released: the image of each application, pinned by digest. Later steps take it without naming it. */
public class ReleaseAction extends InvisibleAction {
    private final Map<String, String> images = new TreeMap<>();

    private synchronized void put(String application, String image) {
        images.put(application, image);
    }

    private synchronized String image(String application) {
        return images.get(application);
    }

    /** The pinned image that this build has released of an application. */
    static Optional<String> released(Run<?, ?> run, String application) {
        return Optional.ofNullable(run.getAction(ReleaseAction.class)).map(action -> action.image(application));
    }

    static void remember(Run<?, ?> run, String application, String image) throws IOException {
        synchronized (run) {
            ReleaseAction action = run.getAction(ReleaseAction.class);
            if (action == null) {
                action = new ReleaseAction();
                run.addAction(action);
            }
            action.put(application, image);
        }
        run.save();
    }
}
