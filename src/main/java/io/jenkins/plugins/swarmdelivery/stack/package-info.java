/**
 * From stack files to what Docker is told: reading, values, merging, the roles of services, and the same JSON that
 * {@code docker stack deploy} posts. Knows neither Jenkins nor a cluster.
 */
package io.jenkins.plugins.swarmdelivery.stack;
