/**
 * The engine's ports on a real Docker Swarm: the Engine API over docker-java's transport, in raw JSON so that no field
 * is lost, with mutual TLS, failover between managers, and errors classified by what can be done about them.
 */
package io.jenkins.plugins.swarmdelivery.docker;
