package io.jenkins.plugins.swarmdelivery.registry;

import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Objects to every image whose digest does not carry the required marks: only images that staging has proven go to
 * production.
 */
public final class MarkedImages implements ImageRegistry {
    /** Each costs a request; a pattern with more matching tags than this is too broad to be checked in time. */
    private static final int MAX_CANDIDATES = 200;

    private final ImageRegistry images;
    private final Supplier<ImageStore> store;
    private final List<TagPattern> marks;

    /**
     * @param images resolves images
     * @param store knows their tags; fetched when an image is checked
     * @param marks every image must carry all of these
     */
    public MarkedImages(ImageRegistry images, Supplier<ImageStore> store, List<TagPattern> marks) {
        this.images = images;
        this.store = store;
        this.marks = List.copyOf(marks);
    }

    @Override
    public ImageReference resolve(ImageReference image) {
        return images.resolve(image);
    }

    @Override
    public Found find(ImageReference image) {
        return images.find(image);
    }

    @Override
    public List<String> objections(ImageReference pinned) {
        List<String> objections = new ArrayList<>(images.objections(pinned));
        marks.forEach(mark -> objection(pinned, mark).ifPresent(objections::add));
        return objections;
    }

    private Optional<String> objection(ImageReference pinned, TagPattern mark) {
        // The tag by which it is delivered proves nothing: the builder of the image chose it.
        List<String> candidates =
                mark
                        .only()
                        .map(List::of)
                        .orElseGet(() -> likelyFirst(store.get().tags(pinned), mark, pinned))
                        .stream()
                        .filter(tag -> !pinned.tag().equals(Optional.of(tag)))
                        .toList();
        List<String> checked = candidates.subList(0, Math.min(MAX_CANDIDATES, candidates.size()));
        Optional<String> digest = pinned.digest();
        if (checked.stream()
                .anyMatch(tag ->
                        store.get().digest(tagged(pinned, Optional.of(tag))).equals(digest))) {
            return Optional.empty();
        }
        String image = tagged(pinned, Optional.empty()) + "@" + digest.orElse("");
        return Optional.of("image " + pinned + " does not carry the mark " + mark
                + summary(
                        checked, candidates, pinned.tag().filter(mark::matches).isPresent())
                + "; test it where images get that mark, e.g. in staging, then: mark CLUSTER " + image
                + " --as " + example(pinned, mark));
    }

    private static String summary(List<String> checked, List<String> candidates, boolean itself) {
        if (candidates.isEmpty() && itself) {
            return " (other than the tag by which it is delivered, which does not count)";
        }
        if (candidates.isEmpty()) {
            return " (no tag there matches)";
        }
        return checked.size() == candidates.size()
                ? " (" + checked.size() + " tags there match, none is this image's)"
                : " (of " + candidates.size() + " tags that match, the " + checked.size()
                        + " likeliest were checked, none is this image's; configure a narrower mark)";
    }

    /** Marks usually contain the version that they prove, and the newest versions are requested most often. */
    private static List<String> likelyFirst(List<String> tags, TagPattern mark, ImageReference pinned) {
        String version = pinned.tag().orElse("");
        return tags.stream()
                .filter(mark::matches)
                .sorted(Comparator.comparing((String tag) -> !tag.contains(version))
                        .thenComparing(Comparator.reverseOrder()))
                .toList();
    }

    private static String example(ImageReference pinned, TagPattern mark) {
        return mark.text().replace("*", pinned.tag().orElse("VERSION"));
    }

    private static ImageReference tagged(ImageReference image, Optional<String> tag) {
        return new ImageReference(image.repository(), tag, Optional.empty());
    }
}
