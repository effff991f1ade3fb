/** Reads {@code clusters.yml}: where the Swarms are, and how careful deliveries to them shall be. */
package io.jenkins.plugins.swarmdelivery.cli.clusters;
