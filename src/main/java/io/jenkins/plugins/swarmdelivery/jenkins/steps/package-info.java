/**
 * The steps of a Pipeline. Each is a front end to the engine: it validates, begins a delivery, advances it without
 * occupying a thread, and runs its block as the tests. Jenkins stores only a delivery's id; the ledger decides.
 */
package io.jenkins.plugins.swarmdelivery.jenkins.steps;
