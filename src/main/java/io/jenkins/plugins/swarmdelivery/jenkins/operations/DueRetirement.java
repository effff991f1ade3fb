package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import hudson.Extension;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmCluster;
import io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmDeliveryConfiguration;
import java.time.Duration;
import java.util.logging.Level;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Every minute, retires what is due in each cluster where this is enabled. A cluster that does not respond, or an
 * application that is being changed, is retried in the next minute.
 */
@Extension
@Restricted(NoExternalUse.class)
public class DueRetirement extends AsyncPeriodicWork {
    public DueRetirement() {
        super("Docker Swarm Delivery: retire what is due");
    }

    @Override
    public long getRecurrencePeriod() {
        return MIN;
    }

    @Override
    public long getInitialDelay() {
        return MIN;
    }

    @Override
    protected void execute(TaskListener listener) {
        SwarmDeliveryConfiguration.get().getClusters().stream()
                .filter(SwarmCluster::isRetireDue)
                .map(SwarmCluster::getName)
                .forEach(cluster ->
                        BackgroundThreads.schedule(() -> Operations.get().retireDue(cluster), Duration.ZERO));
    }

    /** Nothing to log every minute. */
    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }
}
