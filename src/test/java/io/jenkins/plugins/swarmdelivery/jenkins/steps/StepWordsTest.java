package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepWordsTest {
    @Test
    void remediesNameTheStepAndItsParameter() {
        assertThat(StepWords.of("start it again from its kept spec: rollback CLUSTER go-demo --to 1.0"))
                .isEqualTo("start it again from its kept spec: swarmRollback with to: '1.0'");
    }

    @Test
    void commandsWithoutAStepStayAsTheyAreTyped() {
        String remedy = "adopt the stack that docker stack deploy runs: adopt CLUSTER shop --stack shop";

        assertThat(StepWords.of(remedy)).isEqualTo(remedy);
        assertThat(StepWords.of("name it with --stack")).isEqualTo("name it with stack");
    }
}
