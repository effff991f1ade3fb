package io.jenkins.plugins.swarmdelivery.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Records of steps that have no delivery, and how much of them is kept. */
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

    @Test
    void stepThatBuildsTellsItsPhases() {
        DeliveryRecorder build = recorder("7");
        build.planned("build", "1.7", "registry:5000/go-demo:1.7", List.of("build tests image", "push", "tests"));
        build.entered("build tests image");
        build.entered("push");

        assertThat(records.all()).hasSize(1);
        assertThat(phases(records.all().get(0)))
                .containsExactly("build tests image done", "push running", "tests waiting");
        assertThat(records.all().get(0).getState()).isEqualTo(RecordState.RUNNING);

        build.failed("denied");
        assertThat(phases(records.all().get(0)))
                .containsExactly("build tests image done", "push failed", "tests waiting");
        assertThat(records.all().get(0).getFailure()).isEqualTo("denied");
        assertThat(saved).isEqualTo(4);
    }

    @Test
    void stepThatIsDoneHasNothingRunning() {
        DeliveryRecorder build = recorder("7");
        build.entered("push");
        build.done("pushed");

        assertThat(phases(records.all().get(0))).containsExactly("push done");
        assertThat(records.all().get(0).getOutcome()).isEqualTo("pushed");
        build.failed("too late");
        assertThat(records.all().get(0).getState()).isEqualTo(RecordState.DONE);
    }

    @Test
    void notMoreIsKeptThanAPageCanShow() {
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
