package io.jenkins.plugins.swarmdelivery.engine.plan;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the spec of a release may contain in a cluster. Whoever may deliver chooses the spec, and some of its fields
 * make a container root on its node; so an administrator of the cluster must allow these.
 *
 * @param allowed permissions for such fields
 * @param repositories that images may come from, with {@code *} for any text, e.g. {@code registry.example/shop/*};
 *     empty: all
 */
public record SpecRules(Set<Permission> allowed, List<String> repositories) {
    /** No permissions, all repositories. */
    public static final SpecRules STRICT = new SpecRules(Set.of(), List.of());

    public static final String REPOSITORY_REMEDY =
            "write repositories as in image names, with * for any text, e.g. registry.example:5000/shop/*";

    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9._:/*-]{0,254}");

    /** What a spec may be allowed to contain. */
    public enum Permission {
        BIND_MOUNTS("bind-mounts", "bind mounts of node folders, including Docker's socket"),
        CAPABILITIES("capabilities", "kernel capabilities beyond Docker's default (CapabilityAdd)"),
        PRIVILEGES("privileges", "protection other than Docker's default (Privileges: seccomp, AppArmor, SELinux)"),
        MANAGER_NODES("manager-nodes", "constraints that put tasks on managers");

        private final String word;
        private final String meaning;

        Permission(String word, String meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        /** The word in the settings. */
        public String word() {
            return word;
        }

        /** For people; completes "the spec may have …". */
        public String meaning() {
            return meaning;
        }

        /** @throws RefusedException if there is no such permission */
        public static Permission parse(String text) {
            return Arrays.stream(values())
                    .filter(permission -> permission.word.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new RefusedException("allow", text, "choose one of " + words()));
        }

        public static List<String> words() {
            return Arrays.stream(values()).map(Permission::word).toList();
        }
    }

    public SpecRules {
        allowed = Set.copyOf(allowed);
        repositories = List.copyOf(repositories);
        repositories.forEach(SpecRules::requireRepository);
    }

    /** @throws RefusedException if the text is not a pattern for repositories */
    public static void requireRepository(String text) {
        if (!REPOSITORY.matcher(text).matches()) {
            throw new RefusedException("repositories", text, REPOSITORY_REMEDY);
        }
    }

    /** All permissions, for clusters where whoever delivers has full control of the nodes anyway. */
    public static SpecRules everything() {
        return new SpecRules(EnumSet.allOf(Permission.class), List.of());
    }

    /**
     * What an image or a spec has that is not allowed; each problem names the field and the setting that allows it.
     *
     * @param placement constraints that the cluster itself sets: these are allowed
     */
    List<String> problems(ImageReference image, ServiceSpec spec, List<String> placement) {
        List<String> problems = new ArrayList<>();
        if (!repositories.isEmpty() && repositories.stream().noneMatch(pattern -> matches(pattern, image))) {
            problems.add("image " + image.repository() + " is in none of the repositories that this cluster allows "
                    + repositories
                    + "; deliver an image from one of them, or add the repository to the cluster's repositories");
        }
        Map<Permission, List<String>> needed = NeededPermissions.of(spec, placement);
        needed.forEach((permission, fields) -> {
            if (!allowed.contains(permission)) {
                problems.add("this cluster does not allow " + permission.meaning() + ", but the spec has "
                        + String.join(", ", fields)
                        + "; remove it, or have an administrator add " + permission.word() + " to the cluster's allow");
            }
        });
        return problems;
    }

    private static boolean matches(String pattern, ImageReference image) {
        String expression =
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return image.repository().matches(expression);
    }
}
