package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.jenkins.config.ClusterPermits;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import jenkins.model.Jenkins;

/** The drop-down list of clusters in the form of a step. */
final class ClusterItems {
    /** A placeholder for the snippet, if there is no cluster to choose yet. */
    static final String NONE = "NAME-OF-THE-CLUSTER";

    private ClusterItems() {}

    /** For users who may configure the item; others see only the current choice. */
    static ListBoxModel of(Item item, String chosen) {
        ListBoxModel items = new ListBoxModel();
        if (mayConfigure(item)) {
            ClusterPermits.clusters(item).stream().map(SwarmCluster::getName).forEach(items::add);
            if (items.isEmpty()) {
                items.add(Messages.ClusterItems_none(), named(chosen));
            }
        } else {
            items.add(named(chosen));
        }
        return items;
    }

    private static String named(String chosen) {
        return chosen == null || chosen.isBlank() ? NONE : chosen;
    }

    private static boolean mayConfigure(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(Item.CONFIGURE);
    }
}
