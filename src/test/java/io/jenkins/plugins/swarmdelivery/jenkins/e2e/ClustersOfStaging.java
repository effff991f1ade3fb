package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import io.jenkins.plugins.swarmdelivery.jenkins.config.Haproxy;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.util.ArrayList;
import java.util.List;
import org.jvnet.hudson.test.JenkinsRule;

/** Other clusters that are the staging Swarm, too. */
final class ClustersOfStaging {
    private ClustersOfStaging() {}

    /** Runs inside Jenkins. */
    static void add(JenkinsRule jenkins, String name, String routerService) {
        SwarmDeliveryConfiguration settings = SwarmDeliveryConfiguration.get();
        SwarmCluster staging = settings.cluster("staging");
        SwarmCluster another = new SwarmCluster(name, staging.getManagers());
        another.setCredentialsId(staging.getCredentialsId());
        another.setPlacement(staging.getPlacement());
        another.setRegistries(staging.getRegistries());
        Haproxy router = new Haproxy();
        router.setService(routerService);
        another.setRouter(router);
        List<SwarmCluster> all = new ArrayList<>(settings.getClusters());
        all.add(another);
        settings.setClusters(all);
    }
}
