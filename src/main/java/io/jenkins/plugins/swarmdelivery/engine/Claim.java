package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;

/**
 * Who asks for the lease of an application, and why; shown to others who want it.
 *
 * @param owner of the lease: the run, e.g. {@code anna@build-7 pid 4711}, or a build's name
 * @param reason e.g. {@code deploy 2.0}
 * @param author on whose behalf, for the history
 */
public record Claim(String owner, String reason, Author author) {}
