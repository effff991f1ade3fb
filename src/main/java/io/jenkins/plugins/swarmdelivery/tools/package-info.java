/** Docker's own programs, where they do more than its API: {@code docker buildx}, and Compose v1 and v2. */
package io.jenkins.plugins.swarmdelivery.tools;
