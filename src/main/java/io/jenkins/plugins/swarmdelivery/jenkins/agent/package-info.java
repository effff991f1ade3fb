/**
 * The code that runs in an agent's Java: a build, from its workspace to the registry. Remoting sends it there, and all
 * values in either direction are plain. It does not depend on the controller.
 */
package io.jenkins.plugins.swarmdelivery.jenkins.agent;
