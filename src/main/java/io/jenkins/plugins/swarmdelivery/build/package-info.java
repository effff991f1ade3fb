/**
 * Building an image, testing it, and knowing exactly what was pushed: the flow, its values, and the ports through which
 * it reaches builders and places to run tests. Pure: no Jenkins, no docker-java, no process.
 */
package io.jenkins.plugins.swarmdelivery.build;
