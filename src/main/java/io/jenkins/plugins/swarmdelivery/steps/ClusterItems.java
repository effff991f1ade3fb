package io.jenkins.plugins.swarmdelivery.steps;

import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.swarmdelivery.config.ClusterPermits;
import io.jenkins.plugins.swarmdelivery.config.SwarmCluster;
import jenkins.model.Jenkins;

/** The drop-down of clusters in the form of a step. */
final class ClusterItems {
    private ClusterItems() {}

    /** For those who may configure the item; others see what is chosen already. */
    static ListBoxModel of(Item item, String chosen) {
        ListBoxModel items = new ListBoxModel();
        if (mayConfigure(item)) {
            ClusterPermits.clusters(item).stream().map(SwarmCluster::getName).forEach(items::add);
        } else {
            items.add(chosen);
        }
        return items;
    }

    private static boolean mayConfigure(Item item) {
        return item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(Item.CONFIGURE);
    }
}
