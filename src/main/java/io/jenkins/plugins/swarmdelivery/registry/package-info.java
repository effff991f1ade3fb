/**
 * The registry's own HTTP API, for what no Docker engine offers: which digest a tag stands for, all tags, another tag for
 * the same image, its size. On the JDK's client; and the rules about marks that are built on it.
 */
package io.jenkins.plugins.swarmdelivery.registry;
