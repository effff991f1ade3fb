package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import hudson.model.Item;
import hudson.model.Job;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.swarmdelivery.documents.Documents;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import io.jenkins.plugins.swarmdelivery.engine.ledger.HistoryEntry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;

/**
 * Restricts what a build left in a ledger to users who may read its job: its address, and why it failed, which includes
 * the output of its containers.
 */
final class JobRights {
    private static final Pattern ADDRESS = Pattern.compile("(?:.*?/)?(job/.+)/\\d+/?");

    private JobRights() {}

    /** Also true if the build belongs to another Jenkins, to none, or to a deleted job. */
    static boolean mayRead(Author author) {
        Matcher address = ADDRESS.matcher(author.build());
        if (!address.matches()) {
            return true;
        }
        String name = URLDecoder.decode(
                address.group(1).replaceFirst("^job/", "").replace("/job/", "/").replace("+", "%2B"),
                StandardCharsets.UTF_8);
        Job<?, ?> job;
        try (ACLContext all = ACL.as2(ACL.SYSTEM2)) {
            job = Jenkins.get().getItemByFullName(name, Job.class);
        }
        return job == null || job.hasPermission(Item.READ);
    }

    static Map<String, Object> document(HistoryEntry entry) {
        Map<String, Object> document = Documents.history(entry);
        return mayRead(entry.author()) ? document : without(document, "reason");
    }

    static Map<String, Object> document(Delivery delivery) {
        Map<String, Object> document = Documents.delivery(delivery);
        return mayRead(delivery.author()) ? document : without(document, "failure");
    }

    private static Map<String, Object> without(Map<String, Object> document, String text) {
        document.put(text, null);
        if (document.get("author") instanceof Map<?, ?> author) {
            @SuppressWarnings("unchecked")
            Map<String, Object> fields = (Map<String, Object>) author;
            fields.put("build", null);
        }
        return document;
    }
}
