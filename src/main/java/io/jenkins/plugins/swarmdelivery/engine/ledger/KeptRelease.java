package io.jenkins.plugins.swarmdelivery.engine.ledger;

/**
 * A release whose spec is kept.
 *
 * @param spec all that it runs with; for a stack, also its source
 */
public record KeptRelease(Release release, ReleaseSpec spec) {}
