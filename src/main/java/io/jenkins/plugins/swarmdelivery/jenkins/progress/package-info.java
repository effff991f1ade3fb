/** What deliveries have done so far, as pages show it: small values that a build keeps. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
