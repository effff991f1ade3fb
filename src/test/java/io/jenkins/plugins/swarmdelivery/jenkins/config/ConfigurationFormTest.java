package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Descriptor;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import io.jenkins.plugins.swarmdelivery.tls.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** The form: it saves what it shows, has help for every field, and is protected. */
class ConfigurationFormTest extends SharedJenkins {
    private static SwarmCluster cluster() {
        SwarmCluster cluster = new SwarmCluster("staging", List.of("tcp://manager-1:2375", "tcp://manager-2:2375"));
        cluster.setAllowPlaintext(true);
        cluster.setNodePort(2375);
        ClusterRegistry registry = new ClusterRegistry("first:5000", "login");
        registry.setBuildCredentialsId("builder");
        registry.setCa(TestCertificates.AUTHORITY);
        cluster.setRegistries(List.of(registry));
        cluster.setRequireMark("tested-*");
        cluster.setAllow(List.of("bind-mounts", "capabilities"));
        cluster.setRepositories(List.of("registry.example:5000/shop/*"));
        Haproxy router = new Haproxy();
        router.setService("proxy");
        router.setServerName("proxy.example");
        router.setServicePort(80);
        router.setPreviewPort(81);
        router.setAdminPort(82);
        router.setCredentialsId("router-client");
        router.setServiceUrl("https://{application}.example.com");
        router.setPreviewUrl("https://preview.example.com");
        cluster.setRouter(router);
        cluster.setPlacement(List.of("node.role==worker"));
        cluster.setProtected(true);
        DeliveryDefaults defaults = new DeliveryDefaults();
        defaults.setBake("2m");
        defaults.setKeepReleases(7);
        cluster.setDefaults(defaults);
        return cluster;
    }

    private static Traefik traefik() {
        Traefik router = new Traefik();
        router.setService("edge");
        router.setEntryPoints(List.of("web", "websecure"));
        router.setPreviewEntryPoint("tests");
        router.setServicePort(81);
        router.setPreviewPort(82);
        router.setApiPort(83);
        router.setServerName("traefik.example");
        router.setCredentialsId("router-client");
        router.setLoginCredentialsId("api-login");
        router.setAllowPlaintext(true);
        router.setServiceUrl("https://{application}.example.com");
        router.setPreviewUrl("https://preview.example.com");
        return router;
    }

    @Test
    void savesTheKindOfRouterThatItShows() throws Exception {
        SwarmDeliveryConfiguration configuration = SwarmDeliveryConfiguration.get();
        SwarmCluster haproxy = cluster();
        SwarmCluster edge = new SwarmCluster("edge", List.of("unix:///var/run/docker.sock"));
        edge.setRouter(traefik());
        SwarmCluster plain = new SwarmCluster("plain", List.of("unix:///var/run/docker.sock"));
        plain.setRouter(new Traefik());
        configuration.setClusters(List.of(haproxy, edge, plain));

        jenkins.configRoundtrip();

        assertThat(configuration.getClusters())
                .extracting(SwarmCluster::getRouter)
                .containsExactly(haproxy.getRouter(), traefik(), new Traefik());
    }

    @Test
    void aNewClusterHasHaproxy() throws Exception {
        SwarmClusterDescriptor descriptor =
                (SwarmClusterDescriptor) jenkins.jenkins.getDescriptorOrDie(SwarmCluster.class);

        assertThat(descriptor.getRouterDescriptors())
                .extracting(Descriptor::getDisplayName)
                .containsExactly("HAProxy", "Traefik");
        assertThat(new SwarmCluster("staging", List.of()).getRouter()).isEqualTo(new Haproxy());
    }

    @Test
    void reportsErrorsOfTraefikByPath() {
        Traefik router = new Traefik();
        router.setService("");
        router.setEntryPoints(List.of("web", "preview"));
        router.setServicePort(0);
        router.setPreviewPort(-1);
        router.setApiPort(70_000);
        router.setServerName("a b");
        router.setServiceUrl("example.com");
        router.setPreviewUrl("ftp://example.com");

        assertThat(routerProblems(router))
                .extracting(problem -> problem.replaceFirst(":.*", ""))
                .containsExactly(
                        "router.traefik.service",
                        "router.traefik.servicePort",
                        "router.traefik.previewPort",
                        "router.traefik.previewEntryPoint",
                        "router.traefik.apiPort",
                        "router.traefik.serverName",
                        "router.traefik.serviceUrl",
                        "router.traefik.previewUrl");

        Traefik unnamed = new Traefik();
        unnamed.setEntryPoints(List.of());
        assertThat(routerProblems(unnamed))
                .containsExactly("router.traefik.entryPoints: missing; name the entry points of users");
    }

    @Test
    void serviceOfAStackNeedsAServerName() {
        Traefik router = new Traefik();
        router.setService("proxy_traefik");

        assertThat(routerProblems(router))
                .singleElement()
                .asString()
                .startsWith("router.traefik.serverName: \"proxy_traefik\" is not valid");
        router.setServerName("traefik");
        assertThat(routerProblems(router)).isEmpty();
    }

    private static List<String> routerProblems(Traefik router) {
        SwarmCluster cluster = new SwarmCluster("staging", List.of("unix:///var/run/docker.sock"));
        cluster.setRouter(router);
        return ClusterReader.problems(cluster).stream()
                .map(problem -> problem.replaceFirst("^cluster staging: ", ""))
                .toList();
    }

    @Test
    void savesWhatItShows() throws Exception {
        SwarmDeliveryConfiguration configuration = SwarmDeliveryConfiguration.get();
        configuration.setClusters(List.of(cluster()));

        jenkins.configRoundtrip();

        assertThat(configuration.getClusters()).hasSize(1);
        assertThat(configuration.cluster("staging")).usingRecursiveComparison().isEqualTo(cluster());

        configuration.setClusters(List.of());
        jenkins.configRoundtrip();

        assertThat(configuration.getClusters()).isEmpty();
    }

    @Test
    void keepsRegistriesAndRefusesDuplicates() throws Exception {
        SwarmDeliveryConfiguration configuration = SwarmDeliveryConfiguration.get();
        SwarmCluster cluster = cluster();
        ClusterRegistry first = cluster.getRegistries().get(0);
        cluster.setRegistries(List.of(first, new ClusterRegistry("second:5000", "other")));
        configuration.setClusters(List.of(cluster));

        jenkins.configRoundtrip();

        assertThat(configuration.cluster("staging")).usingRecursiveComparison().isEqualTo(cluster);

        cluster.setRegistries(List.of(first, new ClusterRegistry("first:5000", "other")));
        assertThatThrownBy(() -> configuration.setClusters(List.of(cluster)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "registries[1].server: \"first:5000\" is not valid; this registry is listed twice");
    }

    @Test
    void reportsErrorsByPath() {
        SwarmCluster cluster = new SwarmCluster("stag ing", List.of("http://m1:1"));
        cluster.setNodePort(70_000);
        cluster.setRequireMark("*");
        cluster.setPlacement(List.of("node.label.env==prod"));
        cluster.setAllow(List.of("bind-mount"));
        cluster.setRepositories(List.of("a b"));
        cluster.setValues(List.of("a-b=1"));
        cluster.setRegistries(List.of(new ClusterRegistry("r/x", "login")));
        cluster.getDefaults().setBake("soon");
        Haproxy router = new Haproxy();
        router.setService("");
        router.setServicePort(0);
        router.setPreviewPort(-1);
        router.setAdminPort(70_000);
        router.setServiceUrl("example.com");
        router.setPreviewUrl("ftp://example.com");
        cluster.setRouter(router);

        assertThat(ClusterReader.problems(cluster))
                .extracting(problem -> problem.replaceFirst("^cluster stag ing: ", ""))
                .extracting(problem -> problem.replaceFirst(":.*", ""))
                .containsExactly(
                        "name",
                        "managers",
                        "nodePort",
                        "registries[0].server",
                        "requireMark",
                        "placement",
                        "allow",
                        "repositories",
                        "values",
                        "bake",
                        "router.haproxy.service",
                        "router.haproxy.servicePort",
                        "router.haproxy.previewPort",
                        "router.haproxy.adminPort",
                        "router.haproxy.serviceUrl",
                        "router.haproxy.previewUrl");
    }

    @Test
    void requiresCredentialsForTcpUnlessPlainIsAllowed() {
        SwarmCluster cluster = new SwarmCluster("staging", List.of("tcp://m1:2376"));

        assertThat(ClusterReader.problems(cluster))
                .singleElement()
                .asString()
                .contains("credentialsId: missing; tcp needs TLS", "allowPlaintext");
        cluster.setCredentialsId("client");
        assertThat(ClusterReader.problems(cluster)).isEmpty();
    }

    @Test
    void everyFieldHasHelp() {
        for (Descriptor<?> descriptor : List.of(
                jenkins.jenkins.getDescriptorOrDie(SwarmCluster.class),
                jenkins.jenkins.getDescriptorOrDie(ClusterRegistry.class),
                jenkins.jenkins.getDescriptorOrDie(Haproxy.class),
                jenkins.jenkins.getDescriptorOrDie(Traefik.class),
                jenkins.jenkins.getDescriptorOrDie(DeliveryDefaults.class))) {
            Matcher field = Pattern.compile("field=\"(\\w+)\"").matcher(jelly(descriptor));
            while (field.find()) {
                assertThat(descriptor.clazz.getResource(
                                descriptor.clazz.getSimpleName() + "/help-" + field.group(1) + ".html"))
                        .as(descriptor.clazz.getSimpleName() + "." + field.group(1))
                        .isNotNull();
            }
        }
    }

    @Test
    void reportsAnUnreachableClusterWithTheRemedy() {
        SwarmCluster cluster = new SwarmCluster("staging", List.of("tcp://127.0.0.1:1"));
        cluster.setCredentialsId("gone");

        FormValidation answer = SwarmClusterDescriptor.test(cluster);

        assertThat(answer.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(answer.getMessage()).contains("cluster staging: credentialsId", "gone", "Manage Jenkins");
    }

    @Test
    void triesTheRegistryOfTheForm() {
        assertThat(tested("")).contains("registries[0].credentialsId", "choose credentials");
        assertThat(tested("gone")).contains("cluster staging: registries, reg:5000: credentialsId", "gone");
    }

    /** The result of Test Connection with these credentials for the registry. */
    private static String tested(String credentials) {
        SwarmCluster cluster = new SwarmCluster("staging", List.of("tcp://127.0.0.1:1"));
        cluster.setAllowPlaintext(true);
        cluster.setRegistries(List.of(new ClusterRegistry("reg:5000", credentials)));
        return SwarmClusterDescriptor.test(cluster).getMessage();
    }

    @Test
    void bindsTheClusterAsTheFormSubmitsIt() throws Exception {
        assertThat(testedForm(Haproxy.class)).contains("cluster staging: router.haproxy.credentialsId", "gone");
        assertThat(testedForm(Traefik.class)).contains("cluster staging: router.traefik.credentialsId", "gone");
    }

    /** What Test Connection of the form answers, with this kind of router. */
    private String testedForm(Class<? extends ClusterRouter> kind) throws Exception {
        WebRequest request = new WebRequest(
                new URL(jenkins.getURL(), "descriptorByName/" + SwarmCluster.class.getName() + "/testConnection"),
                HttpMethod.POST);
        request.setRequestParameters(List.of(new NameValuePair("cluster", """
                {"name": "staging", "managers": "tcp://127.0.0.1:1", "allowPlaintext": true,
                 "registries": {"server": "reg:5000", "credentialsId": "", "ca": "%s"},
                 "router": {"value": "1", "stapler-class": "%s", "$class": "%s", "credentialsId": "gone"}}
                """.formatted(
                        TestCertificates.AUTHORITY.replace("\n", "\\n"), kind.getName(), kind.getName()))));
        JenkinsRule.WebClient browser = browser();
        browser.addCrumb(request);
        return browser.getPage(request).getWebResponse().getContentAsString();
    }

    @Test
    void headerAndDeletionDialogShowTheLastView() {
        SwarmCluster unseen = new SwarmCluster("unseen", List.of("tcp://10.0.0.9:2376"));
        unseen.setAllowPlaintext(true);
        SwarmDeliveryConfiguration.get().setClusters(List.of(unseen));

        assertThat(ClusterBlock.of("unseen", true).getString("state")).isEqualTo("connecting");
        assertThat(ClusterBlock.of("other", false).getString("state")).isEqualTo("not saved yet");
        assertThat(ClusterBlock.of("other", false).getBoolean("known")).isTrue();
    }

    @Test
    void checksRequireAdministratorAndPost() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("anna"));
        jenkins.jenkins.setCrumbIssuer(null);
        List<String> methods = Stream.of(
                        methods(SwarmCluster.class, SwarmClusterDescriptor.class),
                        methods(Haproxy.class, HaproxyDescriptor.class),
                        methods(Traefik.class, TraefikDescriptor.class),
                        methods(ClusterRegistry.class, ClusterRegistry.DescriptorImpl.class),
                        methods(DeliveryDefaults.class, DeliveryDefaults.DescriptorImpl.class))
                .flatMap(Function.identity())
                .toList();

        assertThat(methods).hasSizeGreaterThan(20);
        JenkinsRule.WebClient anna = loggedIn("anna");
        JenkinsRule.WebClient admin = loggedIn("admin");
        for (String method : methods) {
            assertThat(status(anna, method, HttpMethod.POST))
                    .as("anna, " + method)
                    .isEqualTo(403);
            assertThat(status(admin, method, HttpMethod.GET))
                    .as("GET " + method)
                    .isGreaterThanOrEqualTo(400);
        }
    }

    @Test
    void grantsPermissions() {
        String group = "io.jenkins.plugins.swarmdelivery.jenkins.config.SwarmPermissions.";

        assertThat(Stream.of("Deploy", "Promote", "Rollback").map(name -> Permission.fromId(group + name)))
                .containsExactly(SwarmPermissions.DEPLOY, SwarmPermissions.PROMOTE, SwarmPermissions.ROLLBACK)
                .allMatch(Permission::getEnabled);
    }

    @Test
    void listsCredentialsOnlyForAdministrators() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(
                new MockAuthorizationStrategy().grant(Jenkins.READ).everywhere().to("anna"));
        SwarmClusterDescriptor descriptor =
                (SwarmClusterDescriptor) jenkins.jenkins.getDescriptorOrDie(SwarmCluster.class);

        try (ACLContext as = ACL.as2(User.getById("anna", true).impersonate2())) {
            assertThat(descriptor.doFillCredentialsIdItems("mine"))
                    .extracting(option -> option.value)
                    .containsExactly("mine");
        }
    }

    private static Stream<String> methods(Class<?> described, Class<?> descriptor) {
        return Stream.of(descriptor.getMethods())
                .map(Method::getName)
                .filter(name -> name.startsWith("doCheck") || name.equals("doTestConnection") || name.equals("doSeen"))
                .map(name -> "descriptorByName/" + described.getName() + "/" + Character.toLowerCase(name.charAt(2))
                        + name.substring(3));
    }

    private JenkinsRule.WebClient loggedIn(String user) throws Exception {
        return browser()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user)
                .withJavaScriptEnabled(false);
    }

    private static int status(JenkinsRule.WebClient client, String path, HttpMethod method) throws Exception {
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path + "?value=1"), method);
        return client.getPage(request).getWebResponse().getStatusCode();
    }

    private static String jelly(Descriptor<?> descriptor) {
        String path = descriptor.clazz.getSimpleName() + "/config.jelly";
        try (InputStream in = descriptor.clazz.getResourceAsStream(path)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
