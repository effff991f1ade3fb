package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.Placement;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what a spec needs {@link SpecRules} to allow. Docker reads some words in any case, and so does this class. */
final class NeededPermissions {
    /** Docker treats a mount without a type as a bind mount. */
    private static final Set<String> OWN_STORAGE = Set.of("volume", "tmpfs", "image", "cluster");

    private static final Pattern MANAGERS =
            Pattern.compile("node\\.role(==manager|!=worker)", Pattern.CASE_INSENSITIVE);
    private static final String[] CONTAINER = {"TaskTemplate", "ContainerSpec"};

    private final Map<SpecRules.Permission, List<String>> found = new EnumMap<>(SpecRules.Permission.class);

    private NeededPermissions() {}

    /** The fields that need each permission, with their values. */
    static Map<SpecRules.Permission, List<String>> of(ServiceSpec spec, List<String> placement) {
        NeededPermissions needed = new NeededPermissions();
        Object container = Json.at(spec.tree(), CONTAINER);
        needed.mounts(container);
        needed.capabilities(container);
        needed.privileges(container);
        needed.managers(spec, placement);
        return needed.found;
    }

    private void mounts(Object container) {
        List<Object> mounts = Json.list(container, "Mounts");
        for (int i = 0; i < mounts.size(); i++) {
            Object mount = mounts.get(i);
            if (ofNode(mount)) {
                need(
                        SpecRules.Permission.BIND_MOUNTS,
                        "ContainerSpec.Mounts[" + i + "] of "
                                + Json.text(mount, "Source").orElse("no Source"));
            }
        }
    }

    /** Whether a mount is a folder of the node; a volume whose driver mounts a folder counts. */
    private static boolean ofNode(Object mount) {
        String type = Json.text(mount, "Type").orElse("").toLowerCase(Locale.ROOT);
        Map<String, String> options = Json.textMap(mount, "VolumeOptions", "DriverConfig", "Options");
        return !OWN_STORAGE.contains(type)
                || options.getOrDefault("o", "").contains("bind")
                || options.getOrDefault("device", "").startsWith("/");
    }

    private void capabilities(Object container) {
        List<Object> added = Json.list(container, "CapabilityAdd");
        if (!added.isEmpty()) {
            need(SpecRules.Permission.CAPABILITIES, "ContainerSpec.CapabilityAdd " + Json.canonical(added));
        }
    }

    private void privileges(Object container) {
        for (String field : List.of("Seccomp", "AppArmor")) {
            String mode = Json.text(container, "Privileges", field, "Mode").orElse("default");
            if (!mode.equals("default")) {
                need(SpecRules.Permission.PRIVILEGES, "ContainerSpec.Privileges." + field + ".Mode " + mode);
            }
        }
        if (Json.at(container, "Privileges", "SELinuxContext") instanceof Map<?, ?> context
                && context.values().stream().anyMatch(NeededPermissions::set)) {
            need(SpecRules.Permission.PRIVILEGES, "ContainerSpec.Privileges.SELinuxContext");
        }
        if (Json.at(container, "Privileges", "CredentialSpec") != null) {
            need(SpecRules.Permission.PRIVILEGES, "ContainerSpec.Privileges.CredentialSpec");
        }
    }

    private static boolean set(Object value) {
        return value != null && !value.equals("") && !value.equals(false);
    }

    private void managers(ServiceSpec spec, List<String> placement) {
        List<String> demanded = placement.stream().map(Placement::normalized).toList();
        for (String constraint : spec.constraints()) {
            String normalized = Placement.normalized(constraint);
            if (MANAGERS.matcher(normalized).matches() && !demanded.contains(normalized)) {
                need(SpecRules.Permission.MANAGER_NODES, "Placement.Constraints " + constraint);
            }
        }
    }

    private void need(SpecRules.Permission permission, String field) {
        found.computeIfAbsent(permission, first -> new ArrayList<>()).add(field);
    }
}
