/** The pages: of a build, of a job, and of the clusters. They show what others have read, and query no cluster. */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
