package io.jenkins.plugins.swarmdelivery.stack;

import java.util.List;
import java.util.Map;

/** Fields of a service that have no meaning on a Swarm, and those that must be written differently. */
final class OtherFields {
    /** Fields that Docker ignores, too, and fields for a single machine. */
    static final List<String> IGNORED = List.of(
            "annotations",
            "attach",
            "build",
            "cgroup",
            "cgroup_parent",
            "cgroupns_mode",
            "container_name",
            "develop",
            "devices",
            "domainname",
            "expose",
            "external_links",
            "ipc",
            "links",
            "mac_address",
            "network_mode",
            "oom_score_adj",
            "pid",
            "privileged",
            "pull_policy",
            "security_opt",
            "shm_size",
            "tmpfs",
            "userns_mode");

    /** What to write instead of fields that people know from elsewhere, by field. */
    static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("include", "pass the files as --stack FILE --stack FILE; they are merged"),
            Map.entry("cpus", "write deploy.resources.limits.cpus"),
            Map.entry("cpu_quota", "write deploy.resources.limits.cpus"),
            Map.entry("cpu_shares", "write deploy.resources.reservations.cpus"),
            Map.entry("cpuset", "set resource limits with deploy.resources"),
            Map.entry("mem_limit", "write deploy.resources.limits.memory"),
            Map.entry("mem_reservation", "write deploy.resources.reservations.memory"),
            Map.entry("memswap_limit", "set resource limits with deploy.resources"),
            Map.entry("pids_limit", "write deploy.resources.limits.pids"),
            Map.entry("scale", "write deploy.replicas"),
            Map.entry("platform", "write a constraint in deploy.placement, e.g. node.platform.arch == x86_64"),
            Map.entry("volume_driver", "set the driver of a volume below the top-level volumes"),
            Map.entry("volumes_from", "define a volume below the top-level volumes, and use it in both services"),
            Map.entry("host_ip", "omit it; Swarm publishes a port on all addresses of a node"),
            Map.entry("net", "write networks"));

    private OtherFields() {}
}
