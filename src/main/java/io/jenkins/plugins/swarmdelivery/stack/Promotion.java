package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A release of one cluster for another: the same files and images, the other cluster's values and secrets.
 *
 * @param cluster the target
 * @param values of that cluster, and those given; the environment counts only for secrets
 * @param there the live release of that cluster, whose secrets are reused
 */
public record Promotion(String cluster, Values values, Optional<ReleaseSpec> there) {
    /**
     * @param kept a release of the source cluster
     * @throws RefusedException naming the values and secrets that the target cluster lacks
     */
    public StackRelease of(ReleaseSpec kept) {
        KeptStack source = new KeptStack(kept);
        Values all = new Values().putGiven(given(source.source()));
        all.secrets()
                .putAll(values.secrets())
                .variables(values.environment())
                .keep(
                        there.flatMap(ReleaseSpec::source)
                                .map(ReleaseSource::secrets)
                                .orElse(Map.of()),
                        values.given().keySet());
        Stack stack = source.read(all);
        requireSecrets(stack);
        KeptStack.requireKnown(values, variables(stack));
        return source.pinned(stack);
    }

    /** The variables of configs are looked up only when the specs are made. */
    private static Set<String> variables(Stack stack) {
        stack.specs("any");
        return stack.variables();
    }

    private Map<String, ReleaseSource.GivenValue> given(ReleaseSource source) {
        Map<String, ReleaseSource.GivenValue> all = new TreeMap<>(values.defaults());
        all.putAll(values.given());
        List<String> missing = new ArrayList<>();
        source.settings().values().forEach((name, value) -> {
            if (all.containsKey(name)) {
                return;
            }
            if (Values.isDefault(value)) {
                missing.add(name + " (from " + value.origin() + ")");
            }
            all.put(name, value);
        });
        if (!missing.isEmpty()) {
            throw new RefusedException(
                    "cluster " + cluster + " has no value of its own for " + String.join(", ", missing)
                            + "; set it with --set or --env-file, or in the values of cluster " + cluster);
        }
        return all;
    }

    private void requireSecrets(Stack stack) {
        List<String> unknown = stack.unknownSecrets().stream().sorted().toList();
        if (!unknown.isEmpty()) {
            throw new RefusedException(
                    "cluster " + cluster + " lacks secrets of the release: " + String.join(", ", unknown)
                            + "; give each with --secret NAME=FILE, or its variable in the environment");
        }
    }
}
