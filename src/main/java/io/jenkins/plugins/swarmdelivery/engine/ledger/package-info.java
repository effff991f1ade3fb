/**
 * The ledger of an application, the only memory of its deliveries: its content, and how it is written, read and kept.
 */
package io.jenkins.plugins.swarmdelivery.engine.ledger;
