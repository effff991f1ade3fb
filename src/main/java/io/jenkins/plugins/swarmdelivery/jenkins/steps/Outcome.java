package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Phase;
import io.jenkins.plugins.swarmdelivery.engine.ledger.PlacedRelease;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a step returns to scripts: texts and numbers only. */
final class Outcome {
    private Outcome() {}

    static Map<String, Object> of(Delivery delivery) {
        return map(
                delivery.id(),
                delivery.to().color().word(),
                delivery.from().map(PlacedRelease::color).map(Object::toString).orElse(""),
                delivery.to().release().version(),
                delivery.to().release().image().toString(),
                delivery.gaveUp(),
                delivery.took());
    }

    /** For a delivery that ended while this Jenkins was not watching. */
    static Map<String, Object> of(HistoryEntry ended) {
        return map(
                ended.delivery(),
                ended.color(),
                ended.previousColor(),
                ended.version(),
                ended.image(),
                "",
                ended.took());
    }

    private static Map<String, Object> map(
            String id,
            String color,
            String previous,
            String release,
            String image,
            String gaveUp,
            Map<Phase, Duration> took) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("delivery", id);
        map.put("color", color);
        map.put("previousColor", previous);
        map.put("release", release);
        map.put("image", image);
        map.put("digest", ImageReference.parse(image).digest().orElse(""));
        map.put("standbyGivenUp", gaveUp);
        Map<String, Double> seconds = new LinkedHashMap<>();
        took.forEach((phase, time) -> seconds.put(phase.word(), Durations.seconds(time)));
        map.put("durations", seconds);
        return map;
    }
}
