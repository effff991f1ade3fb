package io.jenkins.plugins.swarmdelivery.jenkins.actions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import hudson.Util;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** The JSON document of a page. The open page polls it, and reloads its parts when the revision has changed. */
final class JsonPage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonPage() {}

    /**
     * @param live the page may still change by itself
     * @param news one sentence about the present state, for screen readers
     */
    static HttpResponse of(boolean live, String news, Map<String, Object> content) {
        return of(live, news, content, Map.of());
    }

    /** @param passing content whose change alone is no news: the time of the last look */
    static HttpResponse of(boolean live, String news, Map<String, Object> content, Map<String, Object> passing) {
        Map<String, Object> document = new LinkedHashMap<>(content);
        document.put("live", live);
        document.put("news", news);
        document.put("revision", Util.getDigestOf(text(document)));
        document.put("now", System.currentTimeMillis());
        document.putAll(passing);
        byte[] body = text(document).getBytes(StandardCharsets.UTF_8);
        return new HttpResponse() {
            @Override
            public void generateResponse(StaplerRequest2 req, StaplerResponse2 rsp, Object node) throws IOException {
                rsp.setContentType("application/json;charset=UTF-8");
                rsp.setHeader("Cache-Control", "no-store");
                rsp.getOutputStream().write(body);
            }
        };
    }

    private static String text(Map<String, Object> document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts and numbers can be written", e);
        }
    }
}
