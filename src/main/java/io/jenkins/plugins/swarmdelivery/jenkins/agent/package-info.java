/**
 * What runs inside an agent's Java: a build, from its workspace to the registry. It comes there by remoting, with plain
 * values, and what it tells comes back as plain values too. It knows nothing of the controller.
 */
package io.jenkins.plugins.swarmdelivery.jenkins.agent;
