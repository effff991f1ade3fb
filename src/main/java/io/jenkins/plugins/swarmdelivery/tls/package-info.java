/** Certificates and keys of mutual TLS, for Docker engines and routers alike. They stay in memory. */
package io.jenkins.plugins.swarmdelivery.tls;
