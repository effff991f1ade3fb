/** Certificates and keys for mutual TLS with Docker engines and routers. They are kept in memory. */
package io.jenkins.plugins.swarmdelivery.tls;
