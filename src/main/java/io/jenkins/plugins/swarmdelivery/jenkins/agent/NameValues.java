package io.jenkins.plugins.swarmdelivery.jenkins.agent;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parameters of the form {@code NAME=VALUE}. */
public final class NameValues {
    private NameValues() {}

    /** @throws RefusedException naming the field, if one of them has another form, or a name occurs twice */
    public static Map<String, String> of(String field, List<String> pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new RefusedException(field, pair, "write NAME=VALUE");
            }
            String name = pair.substring(0, equals).strip();
            if (values.put(name, pair.substring(equals + 1)) != null) {
                throw new RefusedException(field, pair, "the name " + name + " comes twice");
            }
        }
        return values;
    }
}
