/**
 * What the engine sees the world through, namely Swarm, router, registry and probe; the values that it speaks of there,
 * and what can go wrong.
 */
package io.jenkins.plugins.swarmdelivery.engine.ports;
