/**
 * A cluster's settings, validated, and the objects created from them. Front ends read the settings from where users
 * write them, and look up credentials; this package decides what a field may contain, and how a cluster is reached.
 */
package io.jenkins.plugins.swarmdelivery.cluster;
