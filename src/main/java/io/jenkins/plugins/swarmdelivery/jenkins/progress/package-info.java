/** The progress of deliveries as pages show it: small values that are stored with a build. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
