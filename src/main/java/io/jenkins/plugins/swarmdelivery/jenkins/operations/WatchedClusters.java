package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.Extension;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterSight;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Provides the watch's views to the form. */
@Extension
@Restricted(NoExternalUse.class)
public class WatchedClusters implements ClusterSight {
    @Override
    public Optional<Seen> seen(String cluster) {
        return Optional.of(ClusterWatch.get().view(cluster))
                .filter(view -> view.triedAt().isPresent())
                .map(view -> new Seen(
                        view.problem().isEmpty(),
                        view.applications().stream().map(ApplicationView::name).toList()));
    }
}
