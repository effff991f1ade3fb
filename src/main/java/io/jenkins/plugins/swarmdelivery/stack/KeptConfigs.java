package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSource;
import io.jenkins.plugins.swarmdelivery.engine.ledger.ReleaseSpec;
import io.jenkins.plugins.swarmdelivery.engine.ledger.StackSource;
import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Creates the configs of a release again from its kept files and values. */
public final class KeptConfigs implements StackSource.KeptConfigs {
    /** The names of secrets do not matter here. */
    private static final byte[] NO_KEY = {0};

    @Override
    public List<Map<String, Object>> of(ReleaseSpec release, Application application) {
        if (release.source().filter(ReleaseSource::complete).isEmpty()) {
            return List.of();
        }
        KeptStack kept = new KeptStack(release);
        Values values = kept.values();
        values.secrets().keep(kept.source().secrets(), Set.of());
        StackSource.Target any = new StackSource.Target(application, Color.BLUE, Optional.empty(), NO_KEY);
        return kept.pinned(kept.read(values)).content(any).bodies().configs();
    }
}
