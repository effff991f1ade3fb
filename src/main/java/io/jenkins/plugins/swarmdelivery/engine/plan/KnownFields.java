package io.jenkins.plugins.swarmdelivery.engine.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a service's spec in the Engine API, up to version 1.51, from Docker's documentation. A field without
 * subfields holds a value, or an object with names of the user's choice, such as labels.
 */
final class KnownFields {
    private static final String WRITTEN = """
            Name
            Labels
            TaskTemplate
              PluginSpec
              ContainerSpec
                Image
                Labels
                Command
                Args
                Hostname
                Env
                Dir
                User
                Groups
                Privileges
                  CredentialSpec
                    Config
                    File
                    Registry
                  SELinuxContext
                    Disable
                    User
                    Role
                    Type
                    Level
                  Seccomp
                    Mode
                    Profile
                  AppArmor
                    Mode
                  NoNewPrivileges
                Init
                StopSignal
                TTY
                OpenStdin
                ReadOnly
                Mounts
                  Type
                  Source
                  Target
                  ReadOnly
                  Consistency
                  BindOptions
                    Propagation
                    NonRecursive
                    CreateMountpoint
                    ReadOnlyNonRecursive
                    ReadOnlyForceRecursive
                  VolumeOptions
                    NoCopy
                    Labels
                    Subpath
                    DriverConfig
                      Name
                      Options
                  ImageOptions
                    Subpath
                  TmpfsOptions
                    SizeBytes
                    Mode
                    Options
                  ClusterOptions
                StopGracePeriod
                Healthcheck
                  Test
                  Interval
                  Timeout
                  Retries
                  StartPeriod
                  StartInterval
                Hosts
                DNSConfig
                  Nameservers
                  Search
                  Options
                Secrets
                  File
                    Name
                    UID
                    GID
                    Mode
                  SecretID
                  SecretName
                Configs
                  File
                    Name
                    UID
                    GID
                    Mode
                  Runtime
                  ConfigID
                  ConfigName
                OomScoreAdj
                Isolation
                Sysctls
                CapabilityAdd
                CapabilityDrop
                Ulimits
                  Name
                  Soft
                  Hard
              NetworkAttachmentSpec
              Resources
                Limits
                  NanoCPUs
                  MemoryBytes
                  Pids
                Reservations
                  NanoCPUs
                  MemoryBytes
                  GenericResources
                    NamedResourceSpec
                    DiscreteResourceSpec
                SwapBytes
                MemorySwappiness
              RestartPolicy
                Condition
                Delay
                MaxAttempts
                Window
              Placement
                Constraints
                Preferences
                  Spread
                    SpreadDescriptor
                MaxReplicas
                Platforms
                  Architecture
                  OS
              ForceUpdate
              Runtime
              Networks
                Target
                Aliases
                DriverOpts
              LogDriver
                Name
                Options
            Mode
              Replicated
                Replicas
              Global
              ReplicatedJob
                MaxConcurrent
                TotalCompletions
              GlobalJob
            UpdateConfig
              Parallelism
              Delay
              FailureAction
              Monitor
              MaxFailureRatio
              Order
            RollbackConfig
              Parallelism
              Delay
              FailureAction
              Monitor
              MaxFailureRatio
              Order
            Networks
              Target
              Aliases
              DriverOpts
            EndpointSpec
              Mode
              Ports
                Name
                Protocol
                TargetPort
                PublishedPort
                PublishMode
            """;

    static final KnownFields SPEC = read();

    private final Map<String, KnownFields> fields = new LinkedHashMap<>();

    private KnownFields() {}

    private static KnownFields read() {
        KnownFields root = new KnownFields();
        Deque<KnownFields> path = new ArrayDeque<>();
        path.push(root);
        for (String line : WRITTEN.lines().toList()) {
            int depth = (line.length() - line.stripLeading().length()) / 2;
            while (path.size() > depth + 1) {
                path.pop();
            }
            KnownFields field = new KnownFields();
            path.peek().fields.put(line.strip(), field);
            path.push(field);
        }
        return root;
    }

    Set<String> names() {
        return fields.keySet();
    }

    /** The subfields of a field; empty if the field is not known or has none. */
    Optional<KnownFields> below(String name) {
        return Optional.ofNullable(fields.get(name)).filter(field -> !field.fields.isEmpty());
    }
}
