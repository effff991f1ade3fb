/**
 * The clusters as an administrator describes them to Jenkins, in the form or by Configuration as Code, and the way from
 * such a description to an engine that delivers there. What is kept names credentials, and holds none.
 */
package io.jenkins.plugins.swarmdelivery.jenkins.config;
