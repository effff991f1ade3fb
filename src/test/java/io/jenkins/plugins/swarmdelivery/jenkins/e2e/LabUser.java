package io.jenkins.plugins.swarmdelivery.jenkins.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.swarmdelivery.lab.Await;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** A user of Jenkins' HTTP API. */
final class LabUser {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int FIRST_ERROR = 400;

    private final URI jenkins;
    private final String authorization;
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    LabUser(URI jenkins, String name, String password) {
        this.jenkins = jenkins;
        this.authorization = "Basic " + Base64.getEncoder().encodeToString((name + ":" + password).getBytes(UTF_8));
    }

    /**
     * Creates or replaces a Pipeline job with this Jenkinsfile.
     *
     * @param job its name, or {@code folder/job/name}
     * @param durability how much of a build is on disk at any time, a value of FlowDurabilityHint
     * @param parameters names of text parameters that its first build already has; those of a declarative Jenkinsfile
     *     are added by that build
     */
    void define(String job, String durability, String jenkinsfile, String... parameters) {
        String path = get("job/" + job + "/api/json").statusCode() == OK ? "job/" + job + "/config.xml" : create(job);
        String definition = """
                <flow-definition>
                  <properties>
                  <org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty><hint>%s</hint>
                  </org.jenkinsci.plugins.workflow.job.properties.DurabilityHintJobProperty>
                  %s</properties>
                  <definition class="org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition">
                    <script>%s</script><sandbox>true</sandbox>
                  </definition>
                </flow-definition>
                """.formatted(
                durability, texts(parameters), jenkinsfile.replace("&", "&amp;").replace("<", "&lt;"));
        succeeded(send(path, "application/xml", definition));
    }

    /** Global credentials that every job may use. */
    void addSecretText(String id, String text) {
        succeeded(send("manage/credentials/store/system/domain/_/createCredentials", "application/xml", """
                <org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl>
                  <scope>GLOBAL</scope><id>%s</id><secret>%s</secret>
                </org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl>
                """.formatted(
                        id, text)));
    }

    /** A folder whose jobs may deliver these applications. */
    void defineFolder(String name, String... applications) {
        String texts = Arrays.stream(applications)
                .map(application -> "<string>" + application + "</string>")
                .collect(Collectors.joining());
        succeeded(send("createItem?name=" + name, "application/xml", """
                <com.cloudbees.hudson.plugins.folder.Folder>
                  <properties>
                    <io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmFolderProperty>
                      <permittedClusters/>
                      <applications>%s</applications>
                    </io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmFolderProperty>
                  </properties>
                </com.cloudbees.hudson.plugins.folder.Folder>
                """.formatted(texts)));
    }

    /** A job whose builds only start the other job. */
    void defineStarter(String name, String job) {
        succeeded(send("createItem?name=" + name, "application/xml", """
                <project>
                  <publishers>
                    <hudson.tasks.BuildTrigger>
                      <childProjects>%s</childProjects>
                      <threshold><name>SUCCESS</name></threshold>
                    </hudson.tasks.BuildTrigger>
                  </publishers>
                </project>
                """.formatted(job)));
    }

    /** Where an item is created: in its folder, or at the top level. */
    private static String create(String job) {
        int name = job.lastIndexOf('/') + 1;
        String folder = name == 0 ? "" : "job/" + job.substring(0, name - "/job".length());
        return folder + "createItem?name=" + job.substring(name);
    }

    private static String texts(String... parameters) {
        String definitions = Arrays.stream(parameters)
                .map(name -> "<hudson.model.StringParameterDefinition><name>" + name
                        + "</name></hudson.model.StringParameterDefinition>")
                .collect(Collectors.joining());
        return definitions.isEmpty()
                ? ""
                : "<hudson.model.ParametersDefinitionProperty><parameterDefinitions>" + definitions
                        + "</parameterDefinitions></hudson.model.ParametersDefinitionProperty>";
    }

    /** Starts a build immediately, and returns its number once it runs. */
    int build(String job, Map<String, String> parameters) {
        String path = "job/" + job + (parameters.isEmpty() ? "/build" : "/buildWithParameters") + "?delay=0sec";
        HttpResponse<String> queued = succeeded(post(path, parameters));
        String item = queued.headers().firstValue("Location").orElseThrow();
        return Await.given(() -> {
            JsonNode number = json(URI.create(item)
                                    .getPath()
                                    .substring(jenkins.getPath().length()) + "api/json")
                    .path("executable")
                    .path("number");
            assertThat(number.isInt()).as("%s runs", item).isTrue();
            return number.asInt();
        });
    }

    /** Waits until the build has ended, and returns its result. */
    String result(String job, int build) {
        return Await.given(() -> {
            JsonNode result = json("job/" + job + "/" + build + "/api/json").path("result");
            assertThat(result.isTextual()).as("%s #%s has ended", job, build).isTrue();
            return result.asText();
        });
    }

    void abort(String job, int build) {
        succeeded(post("job/" + job + "/" + build + "/stop", Map.of()));
    }

    JsonNode json(String path) {
        try {
            return JSON.readTree(succeeded(get(path)).body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return exchange(HttpRequest.newBuilder(jenkins.resolve(path)));
    }

    HttpResponse<String> post(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return send(path, "application/x-www-form-urlencoded", body);
    }

    private HttpResponse<String> send(String path, String type, String body) {
        JsonNode crumb = json("crumbIssuer/api/json");
        return exchange(HttpRequest.newBuilder(jenkins.resolve(path))
                .header(
                        crumb.path("crumbRequestField").asText(),
                        crumb.path("crumb").asText())
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return client.send(
                    request.header("Authorization", authorization).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> succeeded(HttpResponse<String> response) {
        assertThat(response.statusCode())
                .as("%s %s: %s", response.request().method(), response.uri(), response.body())
                .isLessThan(FIRST_ERROR);
        return response;
    }
}
