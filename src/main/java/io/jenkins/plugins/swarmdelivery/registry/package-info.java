/**
 * The registry's own HTTP API, for what no Docker engine offers: the digest of a tag, all tags, another tag for the
 * same image, its size. Uses the JDK's client. Also contains the rules about marks.
 */
package io.jenkins.plugins.swarmdelivery.registry;
