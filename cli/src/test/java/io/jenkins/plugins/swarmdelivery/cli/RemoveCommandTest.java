package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.cli.drive.Interruption;
import io.jenkins.plugins.swarmdelivery.cli.drive.ProgressDisplay;
import io.jenkins.plugins.swarmdelivery.cli.output.RemovalDocuments;
import io.jenkins.plugins.swarmdelivery.engine.FakeCluster;
import io.jenkins.plugins.swarmdelivery.engine.Removal;
import io.jenkins.plugins.swarmdelivery.engine.TestBed;
import io.jenkins.plugins.swarmdelivery.engine.ports.StuckException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoveCommandTest {
    private final FakeCluster cluster = new FakeCluster();

    private void remove(Interruption interruption) {
        PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        ProgressDisplay display = ProgressDisplay.on(out, false, Clock.systemUTC());
        try (display;
                Removal removal = cluster.engine().remove(TestBed.APP, false, TestBed.claim("anna"), display)) {
            RemoveCommand.finish(TestBed.APP, removal, display, interruption);
        }
    }

    private String effect(boolean done) {
        List<String> lines = new RemovalDocuments(cluster.engine().removable(TestBed.APP, false), List.of(), false)
                .lines(TestBed.APP, "production", cluster.router(), done);
        return lines.get(lines.size() - 1);
    }

    @Test
    void saysWhatUsersGetAndHowToRemoveRoutesThatStay() {
        cluster.deliver("1.0");

        assertThat(effect(false))
                .startsWith("the router would answer 503 for go-demo")
                .contains("router");

        cluster.routeWithReleases();
        assertThat(effect(true)).isEqualTo("the router answers 404 for go-demo; other applications are not affected");
    }

    @Test
    void signalEndsItAndTheNextOneFinishes() {
        cluster.deliver("1.0");
        Interruption interruption = new Interruption();
        interruption.interrupt("SIGINT");

        assertThatThrownBy(() -> remove(interruption))
                .isInstanceOf(StuckException.class)
                .hasMessageContaining("interrupted by SIGINT; run remove again");
        assertThat(cluster.services()).isNotEmpty();

        remove(new Interruption());
        assertThat(cluster.services()).isEmpty();
        assertThat(cluster.engine().applications()).isEmpty();
    }
}
