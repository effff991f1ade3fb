/**
 * What pages show of clusters and start in them, without ever waiting for one: a watch that looks while somebody reads,
 * and operations that people start by a button.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
