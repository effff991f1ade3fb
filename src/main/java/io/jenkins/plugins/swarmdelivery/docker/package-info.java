/**
 * The engine's ports on a real Docker Swarm: the Engine API over docker-java's transport, spoken in raw JSON so that
 * nothing that Docker says is lost, with mutual TLS, failover between managers, and errors by what can be done about
 * them.
 */
package io.jenkins.plugins.swarmdelivery.docker;
