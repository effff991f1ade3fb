/** The engine's values as JSON documents, the same for the command line and the pages of Jenkins. */
package io.jenkins.plugins.swarmdelivery.documents;
