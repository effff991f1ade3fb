package io.jenkins.plugins.swarmdelivery.stack;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bodies of the requests that create a stack's objects, each kind sorted by name. The IDs of configs and secrets
 * are empty, because they differ from cluster to cluster. The bodies contain the content of secrets, in Base64.
 */
public record StackSpecs(
        List<Map<String, Object>> networks,
        List<Map<String, Object>> configs,
        List<Map<String, Object>> secrets,
        List<Map<String, Object>> services) {
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("networks", networks);
        document.put("configs", configs);
        document.put("secrets", secrets);
        document.put("services", services);
        return document;
    }
}
