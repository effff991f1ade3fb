/**
 * The engine's ports to Swarm, router, registry and probe, the values that they exchange, and the exceptions that they
 * throw.
 */
package io.jenkins.plugins.swarmdelivery.engine.ports;
