/**
 * Ways to send users' traffic to a color: implementations of {@link
 * io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter} and of the probe that asks as a user would. JDK only.
 */
package io.jenkins.plugins.swarmdelivery.router;
