package io.jenkins.plugins.swarmdelivery.engine.ledger;

import io.jenkins.plugins.swarmdelivery.engine.ports.Json;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.ServiceSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The stored form of a kept release: the spec of a single service; the parts, objects and source of a stack. It has no
 * content of a secret.
 */
public final class ReleaseSpecFormat {
    private static final String PARTS = "parts";
    private static final String SOURCE = "source";

    private ReleaseSpecFormat() {}

    public static Map<String, Object> toTree(ReleaseSpec release) {
        if (!release.stack()) {
            return release.service().tree();
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(PARTS, release.parts().stream().map(ReleaseSpecFormat::part).toList());
        tree.put("networks", release.objects().networks());
        tree.put("configs", release.objects().configs());
        tree.put("secrets", release.objects().secrets());
        release.source().ifPresent(source -> tree.put(SOURCE, SourceFormat.toTree(source)));
        return tree;
    }

    private static Map<String, Object> part(Part part) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", part.name());
        tree.put("role", part.role().word());
        tree.put("spec", part.spec().tree());
        tree.put(
                "dependsOn",
                part.dependsOn().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                entry -> entry.getValue().name().toLowerCase(Locale.ROOT),
                                (one, other) -> one,
                                LinkedHashMap::new)));
        tree.put("atSwitch", part.atSwitch());
        return tree;
    }

    /** @throws RefusedException if the tree is not a release in a known format; names the field and its value */
    public static ReleaseSpec fromTree(Map<String, Object> tree) {
        if (!tree.containsKey(PARTS)) {
            return ReleaseSpec.of(new ServiceSpec(tree));
        }
        LedgerFields release = new LedgerFields("release", tree);
        List<Part> parts =
                release.objects(PARTS).stream().map(ReleaseSpecFormat::part).toList();
        if (parts.stream().noneMatch(part -> part.role() == Role.ROUTED)) {
            throw new RefusedException("release." + PARTS, parts.size(), "none of them is routed");
        }
        return new ReleaseSpec(
                parts,
                new ReleaseSpec.Objects(
                        Json.list(tree, "networks").stream()
                                .map(ReleaseSpecFormat::object)
                                .toList(),
                        Json.texts(tree, "configs"),
                        Json.texts(tree, "secrets")),
                release.object(SOURCE).map(SourceFormat::fromTree));
    }

    @SuppressWarnings("unchecked")
    private static Part part(LedgerFields part) {
        Map<String, Part.Condition> dependsOn = new LinkedHashMap<>();
        part.object("dependsOn")
                .ifPresent(others -> others.names()
                        .forEach(name -> dependsOn.put(
                                name,
                                others.parsed(name, word -> Part.Condition.valueOf(word.toUpperCase(Locale.ROOT))))));
        return new Part(
                part.parsed("name", text -> text),
                part.parsed("role", word -> Role.valueOf(word.toUpperCase(Locale.ROOT))),
                new ServiceSpec((Map<String, Object>) part.needed("spec").tree()),
                dependsOn,
                part.flag("atSwitch", false));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new RefusedException("release.networks", value, "not an object");
    }
}
