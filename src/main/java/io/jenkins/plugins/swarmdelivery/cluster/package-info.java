/**
 * A cluster's settings, checked, and the graph of objects that is made of them. Front ends read the settings from where
 * people write them, and look up credentials; what a field may hold, and how a cluster is reached, is decided here.
 */
package io.jenkins.plugins.swarmdelivery.cluster;
