package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Action;
import hudson.model.TransientViewActionFactory;
import hudson.model.View;
import java.util.List;
import jenkins.model.Jenkins;

/** A link from the side panel of Jenkins' front page to the clusters, for users who may see them. */
@Extension
public final class FrontPageLink extends TransientViewActionFactory {
    @Override
    public List<Action> createFor(View view) {
        ClustersPage clusters = ExtensionList.lookupSingleton(ClustersPage.class);
        return view.getOwner() == Jenkins.get() && clusters.getIconFileName() != null
                ? List.of(new Link(clusters))
                : List.of();
    }

    private record Link(ClustersPage clusters) implements Action {
        @Override
        public String getIconFileName() {
            return clusters.getIconFileName();
        }

        @Override
        public String getDisplayName() {
            return clusters.getDisplayName();
        }

        /** Not relative to the view. */
        @Override
        public String getUrlName() {
            return "/" + ClustersPage.URL;
        }
    }
}
