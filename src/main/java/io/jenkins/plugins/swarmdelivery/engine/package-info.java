/**
 * The state machine of a delivery, its values, and the ports through which it sees the world. Pure: no Jenkins, no
 * docker-java, no thread of its own.
 */
package io.jenkins.plugins.swarmdelivery.engine;
