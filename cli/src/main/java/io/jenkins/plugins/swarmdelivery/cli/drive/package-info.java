/** Drives a delivery from its start to its end: advances it, runs its tests, handles signals, shows its progress. */
package io.jenkins.plugins.swarmdelivery.cli.drive;
