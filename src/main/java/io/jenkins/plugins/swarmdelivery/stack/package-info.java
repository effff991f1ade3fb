/**
 * From stack files to requests for Docker: reading, values, merging, the roles of services, and the JSON that {@code
 * docker stack deploy} posts. Knows neither Jenkins nor a cluster.
 */
package io.jenkins.plugins.swarmdelivery.stack;
