package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import io.jenkins.plugins.swarmdelivery.engine.ports.Nearest;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.registry.TagPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** Manage Jenkins, System, Docker Swarm Delivery: the clusters that builds may deliver to, by name. */
@Extension
@Symbol("swarmDelivery")
public class SwarmDeliveryConfiguration extends GlobalConfiguration {
    private List<SwarmCluster> clusters = new ArrayList<>();

    public SwarmDeliveryConfiguration() {
        load();
    }

    public static SwarmDeliveryConfiguration get() {
        return ExtensionList.lookupSingleton(SwarmDeliveryConfiguration.class);
    }

    public List<SwarmCluster> getClusters() {
        return List.copyOf(clusters);
    }

    /** @throws RefusedException if any part is invalid; then nothing is changed */
    @DataBoundSetter
    public void setClusters(List<SwarmCluster> given) {
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (SwarmCluster cluster : given) {
            problems.addAll(ClusterReader.problems(cluster));
            if (!names.add(cluster.getName())) {
                problems.add("cluster " + cluster.getName() + ": there are two clusters with this name; rename one");
            }
        }
        if (!problems.isEmpty()) {
            throw new RefusedException(String.join("\n", problems));
        }
        clusters = new ArrayList<>(given);
        save();
    }

    /** @throws RefusedException if there is none of that name; lists the existing ones */
    public SwarmCluster cluster(String name) {
        return clusters.stream()
                .filter(cluster -> cluster.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(
                        "cluster",
                        name,
                        Nearest.to(
                                                name,
                                                clusters.stream()
                                                        .map(SwarmCluster::getName)
                                                        .toList())
                                        .map(near -> "did you mean " + near + "? ")
                                        .orElse("")
                                + "Manage Jenkins > System > Docker Swarm Delivery contains: "
                                + clusters.stream().map(SwarmCluster::getName).collect(Collectors.joining(", "))));
    }

    /** The marks that any cluster requires of its images; no build may push one as its version. */
    public List<TagPattern> marks() {
        return clusters.stream()
                .map(SwarmCluster::getRequireMark)
                .filter(mark -> !mark.isEmpty())
                .distinct()
                .map(TagPattern::new)
                .toList();
    }

    @Override
    public boolean configure(StaplerRequest2 req, JSONObject json) throws Descriptor.FormException {
        try {
            // A form from which the last cluster was removed does not contain the field.
            setClusters(req.bindJSONToList(SwarmCluster.class, json.opt("clusters")));
        } catch (RefusedException e) {
            throw new Descriptor.FormException(e.getMessage(), e, "clusters");
        }
        return true;
    }
}
