/** The record of an application, the only memory of its deliveries: what it says, and how it is written, read and kept. */
package io.jenkins.plugins.swarmdelivery.engine.ledger;
