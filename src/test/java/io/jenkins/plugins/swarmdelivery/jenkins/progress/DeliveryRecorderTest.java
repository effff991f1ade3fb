package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records of steps without a delivery, and how much of them is stored. */
class DeliveryRecorderTest {
    private final DeliveryRecords records = new DeliveryRecords();
    private int saved;

    private DeliveryRecorder recorder(String step) {
        return new DeliveryRecorder(records, () -> saved++, step, "staging", "go-demo");
    }

    private static List<String> phases(DeliveryRecord record) {
        return record.getPhases().stream()
                .map(phase -> phase.getName() + " " + phase.getState().word())
                .toList();
    }

    private static Map<String, String> phases() {
        Map<String, String> phases = new LinkedHashMap<>();
        phases.put("tests image", "build the tests image");
        phases.put("tests", "run them");
        phases.put("image", "build the image");
        return phases;
    }

    private DeliveryRecord only() {
        assertThat(records.all()).hasSize(1);
        return records.all().get(0);
    }

    @Test
    void recordsThePhasesOfABuild() {
        DeliveryRecorder build = recorder("7");
        build.planned("1.7", phases());
        assertThat(phases(only())).containsExactly("tests image waiting", "tests waiting", "image waiting");
        build.entered("tests image");
        build.entered("tests");

        assertThat(phases(only())).containsExactly("tests image done", "tests running", "image waiting");
        assertThat(only().getState()).isEqualTo(RecordState.RUNNING);
        assertThat(only().getOutcome()).isEqualTo("run them");
        assertThat(only().isBuild()).isTrue();

        build.failed("ended with 3");
        assertThat(phases(only())).containsExactly("tests image done", "tests failed", "image not-run");
        assertThat(only().getFailure()).isEqualTo("ended with 3");
        assertThat(saved).isEqualTo(4);
    }

    @Test
    void recordsABuiltImageByItsDigest() {
        DeliveryRecorder build = recorder("7");
        build.planned("1.7", Map.of("image", "build the image"));
        build.entered("image");
        build.built("registry:5000/go-demo:1.7@sha256:" + "a".repeat(64), "built and pushed");

        assertThat(phases(only())).containsExactly("image done");
        assertThat(only().getState()).isEqualTo(RecordState.DONE);
        assertThat(only().getDigest()).isEqualTo("sha256:" + "a".repeat(64));
        assertThat(only().getOutcome()).isEqualTo("built and pushed");
    }

    @Test
    void leavesNothingRunningWhenDone() {
        DeliveryRecorder build = recorder("7");
        build.entered("push");
        build.done("pushed");

        assertThat(phases(only())).containsExactly("push done");
        assertThat(only().getOutcome()).isEqualTo("pushed");
        build.failed("too late");
        assertThat(only().getState()).isEqualTo(RecordState.DONE);
    }

    @Test
    void treatsARunningRecordOfAnEndedBuildAsInterrupted() {
        DeliveryRecorder build = recorder("7");
        build.planned("1.7", phases());
        build.entered("tests image");

        DeliveryRecord shown = RecordChanges.interrupted(only(), Instant.EPOCH);

        assertThat(phases(shown)).containsExactly("tests image failed", "tests not-run", "image not-run");
        assertThat(shown.getFailure()).contains("interrupted");
        assertThat(shown.getEndedAt()).isEqualTo(only().getPhases().get(0).getStartedAt());
        build.failed("ended with 3");
        assertThat(RecordChanges.interrupted(only(), Instant.now())).isSameAs(only());
    }

    @Test
    void boundsWhatItStores() {
        for (int step = 0; step < 40; step++) {
            DeliveryRecorder recorder = recorder(Integer.toString(step));
            for (int line = 0; line < 40; line++) {
                recorder.warn("x".repeat(1000));
                recorder.entered("phase " + line + " of many");
            }
            recorder.entered("one more");
            recorder.failed("y".repeat(100_000));
        }

        assertThat(records.all()).hasSize(30);
        assertThat(records.all().get(0).getStep()).isEqualTo("10");
        assertThat(records.all()).allSatisfy(record -> {
            assertThat(record.getFailure()).hasSize(4001);
            assertThat(record.getNotes())
                    .hasSize(20)
                    .allSatisfy(note -> assertThat(note).hasSize(301));
            assertThat(record.getPhases()).hasSize(40);
        });
    }
}
