/** Reads {@code clusters.yml}: the Swarms, and the defaults of deliveries to them. */
package io.jenkins.plugins.swarmdelivery.cli.clusters;
