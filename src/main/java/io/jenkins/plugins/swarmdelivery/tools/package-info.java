/** What docker's own programs do better than its API: {@code docker buildx}, and Compose of both generations. */
package io.jenkins.plugins.swarmdelivery.tools;
