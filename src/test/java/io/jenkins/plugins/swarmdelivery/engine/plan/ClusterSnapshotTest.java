package io.jenkins.plugins.swarmdelivery.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.ports.HttpProbe;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import io.jenkins.plugins.swarmdelivery.engine.ports.Swarm;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A plan sees the cluster as it is: none of its questions is answered by a default of the port. */
class ClusterSnapshotTest {
    private static List<String> unanswered(Class<?> port, Object snapshot) {
        return Stream.of(port.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !overridden(method, snapshot.getClass()))
                .map(Method::getName)
                .toList();
    }

    private static boolean overridden(Method method, Class<?> by) {
        return Stream.of(by.getDeclaredMethods())
                .anyMatch(own -> own.getName().equals(method.getName())
                        && List.of(own.getParameterTypes()).equals(List.of(method.getParameterTypes())));
    }

    @Test
    void everyQuestionReachesTheClusterOrItsSnapshot() {
        FakeCluster fake = new FakeCluster();
        HttpProbe probe = address -> {
            throw new AssertionError("a plan probes nothing");
        };
        Cluster snapshot = ClusterSnapshot.of(new Cluster(
                "staging",
                new Cluster.Docker(fake.swarm(), null, null),
                new Cluster.Routing(fake.router(), probe),
                new Cluster.Policy(List.of(), SpecRules.STRICT)));

        assertThat(unanswered(TrafficRouter.class, snapshot.router())).isEmpty();
        assertThat(unanswered(Swarm.class, snapshot.swarm())).isEmpty();
        assertThat(unanswered(ImageRegistry.class, snapshot.registry())).isEmpty();
    }
}
