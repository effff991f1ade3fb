/**
 * What is ordered of a cluster, what would be done for it, and what stands against that: the rules for specs, places and
 * networks. Reads much, touches nothing.
 */
package io.jenkins.plugins.swarmdelivery.engine.plan;
