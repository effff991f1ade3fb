package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SharedJenkins;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import io.jenkins.plugins.swarmdelivery.jenkins.progress.RecordState;
import io.jenkins.plugins.swarmdelivery.jenkins.steps.ClusterInMemory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.TestExtension;

/** Jenkins ends what has a deadline, without a user's action. */
class DueRetirementTest extends SharedJenkins {
    @TestExtension
    public static class Connector extends ClusterInMemory {}

    @BeforeEach
    void keepStandbyForTenHours() {
        ClusterInMemory.begin();
        ClusterInMemory.fake.deliver("1.0");
        ClusterInMemory.fake.deliverOver("2.0");
    }

    /** The work of one minute: queries every cluster, in background threads. */
    private static List<Operation> minute() throws InterruptedException {
        ExtensionList.lookupSingleton(DueRetirement.class).execute(null);
        TimeUnit.SECONDS.sleep(1);
        List<Operation> operations = Operations.get().of("staging", "go-demo");
        while (operations.stream().anyMatch(operation -> operation.getState().isLive())) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return operations;
    }

    private static void onlyStaging(boolean retireDue) {
        SwarmDeliveryConfiguration settings = SwarmDeliveryConfiguration.get();
        settings.cluster("staging").setRetireDue(retireDue);
        settings.cluster("production").setRetireDue(false);
    }

    @Test
    void retiresAStandbyOnceItIsDue() throws Exception {
        onlyStaging(true);
        assertThat(minute()).as("nothing is due").isEmpty();
        ClusterInMemory.fake.pass(Duration.ofHours(10));

        assertThat(minute()).singleElement().satisfies(operation -> {
            assertThat(operation.getState()).isEqualTo(RecordState.DONE);
            assertThat(operation.getTitle()).isEqualTo("Retire what is due of go-demo on staging");
        });
        assertThat(ClusterInMemory.fake.services()).containsExactly("go-demo-green");
        assertThat(ClusterInMemory.fake.history().get(0).author().name()).isEqualTo("Jenkins");
    }

    @Test
    void retiresNothingWhereItIsDisabled() throws Exception {
        onlyStaging(false);
        ClusterInMemory.fake.pass(Duration.ofHours(10));
        assertThat(minute()).isEmpty();
        assertThat(ClusterInMemory.fake.services()).containsExactly("go-demo-blue", "go-demo-green");
    }
}
