/**
 * The state machine of a delivery: it starts what is ordered, does one thing at a time, and rolls back. Pure: no Jenkins,
 * no docker-java, no thread of its own.
 */
package io.jenkins.plugins.swarmdelivery.engine;
