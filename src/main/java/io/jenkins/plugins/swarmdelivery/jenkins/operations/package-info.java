/**
 * What pages show of clusters and start in them, without ever waiting for one: a watch that queries clusters while
 * someone reads, and operations that users start with a button.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
