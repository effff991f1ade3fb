package io.jenkins.plugins.swarmdelivery.lab;

import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ;
import static org.junit.jupiter.api.parallel.ResourceAccessMode.READ_WRITE;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

/** Reads {@link OnLab}: which test classes must not run in parallel. */
final class LabLocks implements ResourceLocksProvider {
    @Override
    public Set<Lock> provideForClass(Class<?> tests) {
        OnLab needs = tests.getAnnotation(OnLab.class);
        Set<Lock> locks = new HashSet<>();
        locks.add(new Lock("Swarm of " + swarm(needs), needs.alone() ? READ_WRITE : READ));
        if (needs.cluster().equals("spare")) {
            locks.add(new Lock("replicas of the spare router", READ_WRITE));
        }
        for (String node : needs.engines()) {
            locks.add(new Lock("engine of " + node, READ_WRITE));
        }
        return locks;
    }

    /** The clusters {@code spare} and {@code edge} are the production Swarm behind routers of their own. */
    private static String swarm(OnLab needs) {
        return needs.cluster().equals("staging") ? "staging" : "production";
    }
}
