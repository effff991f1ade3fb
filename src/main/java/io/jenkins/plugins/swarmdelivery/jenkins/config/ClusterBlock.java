package io.jenkins.plugins.swarmdelivery.jenkins.config;

import java.util.List;
import java.util.Optional;
import net.sf.json.JSONObject;

/** The header of a cluster's block in the form, and the confirmation before its deletion. */
final class ClusterBlock {
    private static final int MAX_NAMES = 10;

    private ClusterBlock() {}

    /** @param saved there is a saved cluster of that name, not only one in the form */
    static JSONObject of(String name, boolean saved) {
        Optional<ClusterSight.Seen> seen = saved ? ClusterSight.of(name) : Optional.empty();
        JSONObject block = new JSONObject();
        block.put("known", !saved || seen.isPresent());
        block.put("state", saved ? state(seen) : Messages.ClusterBlock_unsaved());
        block.put("loss", saved ? deletionWarning(seen) : Messages.ClusterBlock_loss_unsaved());
        return block;
    }

    private static String state(Optional<ClusterSight.Seen> seen) {
        if (seen.isEmpty()) {
            return Messages.ClusterBlock_awaited();
        }
        return seen.get().answers()
                ? Messages.ClusterBlock_answers(seen.get().applications().size())
                : Messages.ClusterBlock_silent();
    }

    private static String deletionWarning(Optional<ClusterSight.Seen> seen) {
        List<String> names = seen.map(ClusterSight.Seen::applications).orElse(List.of());
        if (names.isEmpty()) {
            boolean none = seen.filter(ClusterSight.Seen::answers).isPresent();
            return none ? Messages.ClusterBlock_loss_none() : Messages.ClusterBlock_loss_unknown();
        }
        String listed = String.join(", ", names.subList(0, Math.min(MAX_NAMES, names.size())));
        int more = names.size() - MAX_NAMES;
        return Messages.ClusterBlock_loss(more > 0 ? Messages.ClusterBlock_more(listed, more) : listed);
    }
}
