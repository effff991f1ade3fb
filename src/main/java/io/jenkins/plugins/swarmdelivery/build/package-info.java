/**
 * Builds an image, tests it, and verifies what was pushed: the flow, its values, and the ports for builders and places
 * to run tests. Pure: no Jenkins, no docker-java, no processes.
 */
package io.jenkins.plugins.swarmdelivery.build;
