package io.jenkins.plugins.swarmdelivery.router;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells replicas which addresses to check before Docker's DNS lists them. */
final class EarlyAddresses {
    private final HaproxyAdmin admin;
    private final ReplicaMaps maps;

    EarlyAddresses(HaproxyAdmin admin, ReplicaMaps maps) {
        this.admin = admin;
        this.maps = maps;
    }

    /**
     * Tells all of them at the same time.
     *
     * @param addresses by backend; they replace those that a replica was told before
     */
    void tell(List<RouterReplicas.ReplicaTask> replicas, Map<String, Set<String>> addresses) {
        RouterReplicas.queryAll(replicas, replica -> tell(replica, addresses));
    }

    /** Whether the replica could be told; what it does not check now, it checks when Docker's DNS lists the tasks. */
    private boolean tell(RouterReplicas.ReplicaTask replica, Map<String, Set<String>> addresses) {
        String[] show = addresses.keySet().stream().map(HaproxyStats::command).toArray(String[]::new);
        try {
            List<String> commands = EarlySlots.changes(addresses, admin.send(maps.socket(replica), show));
            for (int i = 0; i < commands.size(); i += EarlySlots.MAX_COMMANDS) {
                List<String> some = commands.subList(i, Math.min(commands.size(), i + EarlySlots.MAX_COMMANDS));
                admin.send(maps.socket(replica), some.toArray(String[]::new));
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
