/**
 * The steps of a Pipeline. Each is a door to the engine: it checks, begins a delivery, advances it without holding a
 * thread, and runs its block as the tests. What Jenkins keeps of a delivery is its id; the ledger is the truth.
 */
package io.jenkins.plugins.swarmdelivery.jenkins.steps;
