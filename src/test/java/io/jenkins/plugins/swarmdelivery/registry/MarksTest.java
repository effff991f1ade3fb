package io.jenkins.plugins.swarmdelivery.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.SwarmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarksTest {
    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String TWO = "sha256:" + "2".repeat(64);
    private static final ImageReference IMAGE = ImageReference.parse("r.example/app:1.0");

    /** One repository: tags and their digests. */
    private static final class FakeStore implements ImageStore {
        final Map<String, String> tags = new TreeMap<>(Map.of("1.0", ONE, "1.1", TWO));
        final List<String> queried = new ArrayList<>();
        int writes;

        @Override
        public Optional<String> digest(ImageReference image) {
            queried.add(image.tag().orElse(""));
            return image.digest()
                    .or(() -> Optional.ofNullable(tags.get(image.tag().orElseThrow())));
        }

        @Override
        public List<String> tags(ImageReference image) {
            return List.copyOf(tags.keySet());
        }

        @Override
        public void mark(ImageReference image, String tag) {
            tags.put(tag, image.digest().orElseThrow());
            writes++;
        }

        @Override
        public long size(ImageReference image) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<String> configuration(ImageReference image) {
            throw new UnsupportedOperationException();
        }
    }

    private final FakeStore store = new FakeStore();
    private final Marker marker = new Marker(store);

    private List<String> objections(String... patterns) {
        MarkedImages images = new MarkedImages(
                image -> image.withDigest(ONE),
                () -> store,
                Stream.of(patterns).map(TagPattern::new).toList());
        return images.objections(images.resolve(IMAGE));
    }

    @Test
    void marksAnImageByVersionOrDigest() {
        Marker.Marked marked = marker.mark(IMAGE, "tested-1.0", false);
        assertThat(marked.image()).isEqualTo(IMAGE.withDigest(ONE));
        assertThat(marked.before()).isEmpty();
        assertThat(marked.changed()).isTrue();
        marker.mark(ImageReference.parse("r.example/app@" + TWO), "tested-1.1", false);
        assertThat(store.tags).containsEntry("tested-1.0", ONE).containsEntry("tested-1.1", TWO);
    }

    @Test
    void doesNotRewriteAnExistingMark() {
        store.tags.put("tested-1.0", ONE);
        assertThat(marker.mark(IMAGE, "tested-1.0", false).changed()).isFalse();
        assertThat(store.writes).isZero();
    }

    @Test
    void movesAMarkOnlyWithOverwrite() {
        store.tags.put("tested", TWO);
        assertThatThrownBy(() -> marker.mark(IMAGE, "tested", false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll("r.example/app:tested", ONE, TWO, "--overwrite");
        assertThat(store.tags).containsEntry("tested", TWO);
        assertThat(marker.mark(IMAGE, "tested", true).before()).contains(TWO);
        assertThat(store.tags).containsEntry("tested", ONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"r.example/app", "r.example/app:latest"})
    void refusesToMarkAFloatingTag(String floating) {
        assertThatThrownBy(() -> marker.mark(ImageReference.parse(floating), "tested", false))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("name what was tested");
    }

    @Test
    void refusesToMarkAMissingImage() {
        assertThatThrownBy(() -> marker.mark(ImageReference.parse("r.example/app:2.0"), "tested", false))
                .isInstanceOf(SwarmException.NotFound.class)
                .hasMessageContaining("no image r.example/app:2.0");
        assertThatThrownBy(() -> marker.mark(IMAGE, "not a tag", false)).isInstanceOf(RefusedException.class);
    }

    @Test
    void objectsToAnUnmarkedImageWithTheRemedy() {
        assertThat(objections("tested-*"))
                .singleElement()
                .asString()
                .contains(
                        "image r.example/app:1.0@" + ONE + " does not carry the mark tested-*",
                        "no tag there matches",
                        "mark CLUSTER r.example/app@" + ONE + " --as tested-1.0");
        store.tags.put("tested-1.0", TWO);
        assertThat(objections("tested-*")).singleElement().asString().contains("1 tags there match, none is this");
    }

    @Test
    void acceptsAMarkedImage() {
        store.tags.put("tested-1.0", ONE);
        assertThat(objections("tested-*")).isEmpty();
        assertThat(objections("tested-1.0", "*-1.0")).isEmpty();
    }

    /** Otherwise, a build would mark its own image with its version. */
    @Test
    void doesNotCountTheDeliveredTagAsAMark() {
        assertThat(objections("1.0"))
                .singleElement()
                .asString()
                .contains("does not carry the mark 1.0", "other than the tag by which it is delivered");
        assertThat(objections("1.*")).hasSize(1);
        store.tags.put("1.0-tested", ONE);
        assertThat(objections("1.*")).isEmpty();
    }

    @Test
    void refusesBuildsThatPushAMark() {
        List<TagPattern> marks = List.of(new TagPattern("tested-*"), new TagPattern("*-tests"), new TagPattern("ok"));
        for (String tag : List.of("tested-1.7", "ok", "1.7-tests")) {
            assertThatThrownBy(() -> ReservedTags.check(marks, List.of("1.7", tag)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContainingAll("version", tag, "no build may push it", "mark CLUSTER IMAGE --as TAG");
        }
        ReservedTags.check(marks, List.of("1.7", "not-tested-1.7", "ok-1"));
        ReservedTags.check(List.of(), List.of("tested-1.7"));
    }

    @Test
    void requiresEveryMark() {
        store.tags.put("tested-1.0", ONE);
        assertThat(objections("tested-1.0", "approved-*", "signed"))
                .hasSize(2)
                .anyMatch(each -> each.contains("approved-*"));
    }

    @Test
    void checksLikelyMarksFirstUpToALimit() {
        for (int i = 0; i < 300; i++) {
            store.tags.put("tested-0." + i, TWO);
        }
        store.tags.put("tested-on-staging-1.0", ONE);
        assertThat(objections("tested-*")).isEmpty();
        assertThat(store.queried).containsExactly("tested-on-staging-1.0");
        store.tags.remove("tested-on-staging-1.0");
        assertThat(objections("tested-*"))
                .singleElement()
                .asString()
                .contains("of 300 tags that match, the 200 likeliest", "narrower");
    }

    @Test
    void keepsOtherObjections() {
        MarkedImages twice = new MarkedImages(
                new MarkedImages(image -> image.withDigest(ONE), () -> store, List.of(new TagPattern("a"))),
                () -> store,
                List.of(new TagPattern("b")));
        assertThat(twice.objections(IMAGE.withDigest(ONE))).hasSize(2);
    }
}
