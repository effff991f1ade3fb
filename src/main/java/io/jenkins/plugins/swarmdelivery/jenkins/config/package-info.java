/**
 * The clusters as an administrator describes them to Jenkins, in the form or by Configuration as Code, and how an
 * engine that delivers to them is created. The configuration references credentials, and contains none.
 */
package io.jenkins.plugins.swarmdelivery.jenkins.config;
