/** The command {@code swarm-delivery}: the engine for a laptop, a script, or the day when Jenkins is down. */
package io.jenkins.plugins.swarmdelivery.cli;
