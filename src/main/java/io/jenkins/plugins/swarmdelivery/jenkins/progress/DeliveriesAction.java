package io.jenkins.plugins.swarmdelivery.jenkins.progress;

import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.InvisibleAction;
import hudson.model.Run;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.RunAction2;

/**
 * What a build has built and delivered, step by step; stored with the build. The page that shows it is another action.
 */
public final class DeliveriesAction extends InvisibleAction implements RunAction2 {
    private static final Logger LOGGER = Logger.getLogger(DeliveriesAction.class.getName());

    private final DeliveryRecords records = new DeliveryRecords();

    @Nullable
    private transient Run<?, ?> run;

    /** Creates one if the build has none. */
    static DeliveriesAction of(Run<?, ?> run) {
        synchronized (run) {
            DeliveriesAction action = run.getAction(DeliveriesAction.class);
            if (action == null) {
                action = new DeliveriesAction();
                run.addAction(action);
            }
            return action;
        }
    }

    /**
     * Oldest first; empty if the build has built and delivered nothing. A delivery that still runs although its build
     * has ended was interrupted: Jenkins was killed, and the build with it.
     */
    public static List<DeliveryRecord> recorded(Run<?, ?> run) {
        DeliveriesAction action = run.getAction(DeliveriesAction.class);
        if (action == null || run.isBuilding()) {
            return action == null ? List.of() : action.records.all();
        }
        Instant end = Instant.ofEpochMilli(run.getStartTimeInMillis() + run.getDuration());
        return action.records.all().stream()
                .map(record -> RecordChanges.interrupted(record, end))
                .toList();
    }

    /** Those that are not image builds. */
    public static List<DeliveryRecord> delivered(Run<?, ?> run) {
        return recorded(run).stream().filter(record -> !record.isBuild()).toList();
    }

    DeliveryRecords records() {
        return records;
    }

    /** A record that cannot be saved must not stop a delivery midway. */
    void save() {
        try {
            run.save();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "what " + run + " delivers is not saved");
        }
    }

    @Override
    public void onAttached(Run<?, ?> build) {
        run = build;
    }

    @Override
    public void onLoad(Run<?, ?> build) {
        run = build;
    }
}
