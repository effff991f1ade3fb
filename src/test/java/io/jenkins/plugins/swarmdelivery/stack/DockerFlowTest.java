package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels of docker-flow-proxy are read as that program reads them. */
class DockerFlowTest {
    private static DockerFlow labels(String... pairs) {
        Map<String, String> labels = new LinkedHashMap<>(Map.of("com.df.notify", "true"));
        for (int i = 0; i < pairs.length; i += 2) {
            labels.put("com.df." + pairs[i], pairs[i + 1]);
        }
        return DockerFlow.of(labels);
    }

    private static List<String> routes(DockerFlow flow) {
        return flow.routes().stream()
                .map(route -> (route.name().isEmpty() ? "" : route.name() + ": ") + route)
                .toList();
    }

    private static void assertWhole(DockerFlow flow) {
        assertThat(flow.lost()).isEmpty();
        assertThat(flow.notes()).isEmpty();
    }

    @Test
    void pathAndPortMakeARoute() {
        DockerFlow flow = labels("servicePath", "/demo", "port", "8080", "distribute", "true");

        assertThat(routes(flow)).containsExactly("/demo -> 8080");
        assertWhole(flow);
    }

    @Test
    void severalPathsAreRoutesAndSeveralDomainsAreHosts() {
        DockerFlow flow = labels(
                "servicePath", "/demo, /api", "serviceDomain", "Shop.example.com,www.example.com", "port", "8080");

        assertThat(routes(flow))
                .containsExactly(
                        "shop.example.com/demo, www.example.com/demo -> 8080",
                        "r2: shop.example.com/api, www.example.com/api -> 8080");
        assertWhole(flow);
    }

    @Test
    void domainWithoutAPathIsForAllPaths() {
        assertThat(routes(labels("serviceDomain", "shop.example.com", "port", "80")))
                .containsExactly("shop.example.com/ -> 80");
    }

    @Test
    void everyIndexIsARouteAndWhatItLacksIsThatWithoutAnIndex() {
        DockerFlow flow = labels(
                "serviceDomain", "shop.example.com",
                "port", "8080",
                "servicePath.1", "/",
                "servicePath.2", "/api",
                "port.2", "9000",
                "servicePath.3", "/c",
                "servicePath.4", "/d",
                "servicePath.5", "/e",
                "servicePath.6", "/f",
                "servicePath.7", "/g",
                "servicePath.8", "/h",
                "servicePath.9", "/i",
                "servicePath.10", "/j");

        assertThat(routes(flow))
                .startsWith("shop.example.com/ -> 8080", "r2: shop.example.com/api -> 9000")
                .endsWith("r10: shop.example.com/j -> 8080")
                .hasSize(10);
        assertWhole(flow);
    }

    @Test
    void indexAfterAGapIsIgnoredAsDockerFlowProxyDoes() {
        DockerFlow flow = labels("port", "80", "servicePath.1", "/a", "servicePath.3", "/c");

        assertThat(routes(flow)).containsExactly("/a -> 80");
        assertThat(flow.lost()).isEmpty();
        assertThat(flow.notes())
                .containsExactly("com.df.servicePath.3: docker-flow-proxy does not read it, because indexes are counted"
                        + " from 1 to 10 without a gap");
    }

    @Test
    void pathWithoutAPortIsNoRoute() {
        DockerFlow flow = labels("servicePath.1", "/a");

        assertThat(flow.routes()).isEmpty();
        assertThat(flow.notes())
                .containsExactly("com.df.port.1: is missing, and docker-flow-proxy serves nothing without it");
    }

    @Test
    void sameRouteOnBothPortsOfUsersIsOneRoute() {
        DockerFlow flow = labels(
                "servicePath.1",
                "/",
                "port.1",
                "8080",
                "srcPort.1",
                "80",
                "servicePath.2",
                "/",
                "port.2",
                "8080",
                "srcPort.2",
                "443");

        assertThat(routes(flow)).containsExactly("/ -> 8080");
        assertWhole(flow);
    }

    @Test
    void samePathToAnotherPortIsNamed() {
        DockerFlow flow = labels(
                "servicePath.1",
                "/",
                "port.1",
                "8080",
                "srcPort.1",
                "80",
                "servicePath.2",
                "/",
                "port.2",
                "8081",
                "srcPort.2",
                "443");

        assertThat(routes(flow)).containsExactly("/ -> 8080");
        assertThat(flow.lost())
                .containsExactly(
                        "com.df.port.2: / leads to port 8080 already; give one of the two a path or host name of"
                                + " its own");
    }

    @Test
    void defaultBackendGetsWhatNoOtherRouteWants() {
        DockerFlow flow = labels("serviceDomain", "shop.example.com", "port", "80", "isDefaultBackend", "true");

        assertThat(routes(flow)).containsExactly("shop.example.com/ -> 80", "r2: / -> 80");
        assertWhole(flow);
    }

    @ParameterizedTest
    @CsvSource({
        "reqPathSearchReplace.1,'/demo/,/'",
        "servicePathExclude,/metrics",
        "users,admin:secret",
        "usersSecret,monitoring",
        "allowedMethods,'GET,HEAD'",
        "httpsOnly,true",
        "redirectFromDomain,example.com",
        "addResHeader,X-Via dfp",
        "sessionType,sticky-server",
        "timeoutServer,300",
        "compressionAlgo,gzip",
        "backendExtra,http-check expect status 200",
        "serviceDomainAlgo,hdr_dom(host)",
        "pathType,path",
        "srcPort,8081",
        "sslVerifyNone,true",
        "backendextra,http-request auth"
    })
    void whatHaproxyWouldNotDoIsNamedBesideTheRoute(String setting, String value) {
        DockerFlow flow = labels("servicePath.1", "/demo", "port.1", "8080", setting, value);

        assertThat(routes(flow)).containsExactly("/demo -> 8080");
        assertThat(flow.lost()).singleElement().asString().startsWith("com.df." + setting + ": ");
    }

    @ParameterizedTest
    @CsvSource({
        "userAgent,googlebot",
        "serviceHeader,X-Version:3",
        "outboundHostname,other.example.com",
        "reqMode,tcp",
        "pathType,path_reg",
        "serviceDomain,*example.com",
        "port,http"
    })
    void whatCannotBeARouteIsNamedInstead(String setting, String value) {
        DockerFlow flow = labels("servicePath", "/demo", "port", "8080", setting, value);

        assertThat(flow.routes()).isEmpty();
        assertThat(flow.lost()).singleElement().asString().startsWith("com.df." + setting + ": ");
    }

    @ParameterizedTest
    @CsvSource({
        "httpsOnly,false",
        "users,''",
        "reqMode,http",
        "pathType,path_beg",
        "serviceDomainAlgo,hdr(host)",
        "serviceDomainAlgo,hdr_beg(host)",
        "srcPort,443",
        "checkResolvers,true",
        "proxyInstanceName,docker-flow"
    })
    void whatHaproxyDoesAnywayIsNotNamed(String setting, String value) {
        DockerFlow flow = labels("servicePath", "/demo", "port", "8080", setting, value);

        assertThat(routes(flow)).containsExactly("/demo -> 8080");
        assertWhole(flow);
    }

    @Test
    void valuesThatMayBeSecretAreNotShown() {
        DockerFlow flow =
                labels("servicePath", "/demo", "port", "80", "users", "admin:s3cret", "serviceCert", "s3cret");

        assertThat(flow.lost()).hasSize(2).noneMatch(line -> line.contains("s3cret"));
    }

    @Test
    void beginningOfHostNamesIsNoHostName() {
        String[] labels = {"servicePath", "/", "port", "80", "serviceDomain", "shop"};
        assertThat(labels(labels).routes()).isEmpty();
        assertThat(labels(labels).lost()).singleElement().asString().startsWith("com.df.serviceDomain: ");

        List<String> whole = new ArrayList<>(List.of(labels));
        whole.addAll(List.of("serviceDomainAlgo", "hdr(host)"));
        assertThat(routes(labels(whole.toArray(String[]::new)))).containsExactly("shop/ -> 80");
    }

    @Test
    void orderAndLabelsOfOtherProgramsAreNoted() {
        DockerFlow flow = labels("servicePath", "/demo", "port", "8080", "aclName", "05-demo", "alertName.1", "memory");

        assertThat(routes(flow)).hasSize(1);
        assertThat(flow.lost()).isEmpty();
        assertThat(flow.notes())
                .anyMatch(note -> note.startsWith("com.df.aclName: ") && note.contains("the longest path wins"))
                .anyMatch(note -> note.startsWith("com.df.alertName.1: ") && note.contains("no com.df labels"));
    }

    @Test
    void serviceThatTheListenerIgnoresIsNamed() {
        DockerFlow flow = DockerFlow.of(Map.of("com.df.servicePath", "/demo", "com.df.port", "8080"));

        assertThat(routes(flow)).containsExactly("/demo -> 8080");
        assertThat(flow.lost()).singleElement().asString().startsWith("com.df.notify: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alertName", "port", "scrapePort"})
    void labelsWithoutPathOrDomainMakeNoRoute(String setting) {
        DockerFlow flow = labels(setting, "8080");

        assertThat(flow.routes()).isEmpty();
        assertThat(flow.lost()).isEmpty();
    }
}
