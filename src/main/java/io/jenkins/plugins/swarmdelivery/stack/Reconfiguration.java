package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The live release with other values. Everything else stays: values that are not given, images, and secrets, whose
 * content is unknown.
 *
 * @param given values and contents of secrets; the environment and the cluster's values do not count
 */
public record Reconfiguration(Values given) implements StackSource.Revision {
    @Override
    public Optional<StackSource.Revised> of(ReleaseSpec live, StackSource.Target target) {
        KeptStack kept = new KeptStack(live);
        Stack before = kept.read(keeping(kept, kept.values(), new Values()));
        Stack after = kept.read(keeping(kept, kept.values().putGiven(given.given()), given));
        requireSameImages(before, after);
        StackRelease release = kept.pinned(after);
        ReleaseSpec made = release.content(target).release();
        KeptStack.requireKnown(given, after.variables());
        ReleaseSpec same = kept.pinned(before).content(target).release();
        boolean changes = !made.parts().equals(same.parts()) || !made.objects().equals(same.objects());
        return changes ? Optional.of(new StackSource.Revised(release.image(), release)) : Optional.empty();
    }

    private static Values keeping(KeptStack kept, Values values, Values given) {
        values.secrets()
                .putAll(given.secrets())
                .keep(kept.source().secrets(), given.given().keySet());
        return values;
    }

    private static void requireSameImages(Stack before, Stack after) {
        Map<String, String> images =
                before.services().stream().collect(Collectors.toMap(StackService::name, StackService::image));
        after.services().forEach(service -> {
            String image = images.get(service.name());
            if (!service.image().equals(image)) {
                throw new RefusedException("the values change the image of service " + service.name() + " from " + image
                        + " to " + service.image() + "; configure keeps images, so use deliver");
            }
        });
    }
}
