package io.jenkins.plugins.swarmdelivery.engine;

import io.jenkins.plugins.swarmdelivery.engine.ledger.KeptRelease;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Release;
import io.jenkins.plugins.swarmdelivery.engine.plan.ReleaseDiff;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;

/** Two releases of an application, and their differences. */
public record ReleaseComparison(Release before, Release after, ReleaseDiff diff) {
    static ReleaseComparison of(Application application, KeptRelease before, KeptRelease after) {
        return new ReleaseComparison(
                before.release(), after.release(), ReleaseDiff.between(application, before.spec(), after.spec()));
    }

    /** The same as everybody may see it: fields that can hold a secret are without their values. */
    public ReleaseComparison redacted() {
        return new ReleaseComparison(before, after, diff.redacted());
    }
}
