/** The command's output: tables for people, JSON documents for programs. */
package io.jenkins.plugins.swarmdelivery.cli.output;
