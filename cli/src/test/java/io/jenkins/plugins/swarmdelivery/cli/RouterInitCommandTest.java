package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of several services, from options and from stack files. */
class RouterInitCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(
                folder.resolve("clusters.yml"), "one:\n  managers: [tcp://127.0.0.1:1]\n  allowPlaintext: true\n");
        Files.writeString(folder.resolve("stack.yml"), """
            services:
              web:
                image: shop/web:${VERSION}
                depends_on: [my_api]
                deploy:
                  labels:
                    swarm-delivery.route.port: 8080
                    swarm-delivery.route.host: ${HOST:-shop.lab}, www.shop.lab
                    swarm-delivery.route.check: /up
                    swarm-delivery.route.expect: "it's up"
              my_api:
                image: shop/api
                deploy:
                  replicas: 12
                  labels: {swarm-delivery.route.port: 9000, swarm-delivery.route.host: shop.lab, swarm-delivery.route.path: /api}
              db: {image: postgres, volumes: ["data:/data"]}
            volumes: {data: }
            """);
        Files.writeString(folder.resolve("over.yml"), """
            services: {my_api: {deploy: {labels: {swarm-delivery.route.path: /v2}}}}
            """);
        Files.writeString(folder.resolve("db.yml"), "services: {db: {image: postgres}}\n");
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(
                List.of("--clusters", folder.resolve("clusters.yml").toString(), "router", "init", "one"));
        for (String argument : arguments) {
            all.add(argument.replace("DIR", folder.toString()));
        }
        return Main.run(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("VERSION", "1.5"),
                all.toArray(String[]::new));
    }

    private String printed(String file, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--print", file));
        assertThat(run(all.toArray(String[]::new)))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void refusesAClusterThatHasTraefik() throws IOException {
        Files.writeString(folder.resolve("clusters.yml"), """
            one:
              managers: [tcp://127.0.0.1:1]
              allowPlaintext: true
              router: {traefik: {allowPlaintext: true}}
            """);

        refused(
                "one.router: this cluster has Traefik, which is set up by whoever runs it; see docs/traefik.md",
                "--app",
                "shop=8080",
                "--print",
                "haproxy.cfg");
    }

    private void refused(String message, String... arguments) {
        assertThat(run(arguments)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
        assertThat(folder.resolve("router")).doesNotExist();
    }

    @Test
    void routesOfAStackFileAreWhatItsLabelsSay() {
        assertThat(printed("deploy.sh", "--stack", "shop=DIR/stack.yml", "--app", "blog=80"))
                .contains("swarm-delivery.hosts=blog=*"
                        + " shop=web:8080@shop.lab,web:8080@www.shop.lab,my_api:9000@shop.lab/api'");
        assertThat(printed("haproxy.cfg", "--stack", "shop=DIR/stack.yml"))
                .contains(
                        "tasks.shop-web-blue:8080 ",
                        "http-check send meth GET uri /up ver HTTP/1.1 hdr Host shop.lab\n",
                        "server-template shop-web-green- 1-10 tasks.shop-web-green:8080 ",
                        "server-template shop-my_api-green- 1-12 tasks.shop-my_api-green:9000 ")
                .doesNotContain("shop-db", "adopted");
    }

    @Test
    void filesOfOneStackAreMergedAndVariablesFilledIn() {
        assertThat(printed(
                        "deploy.sh",
                        "--stack",
                        "shop=DIR/stack.yml",
                        "--stack",
                        "shop=DIR/over.yml",
                        "--set",
                        "HOST=next.lab"))
                .contains("shop=web:8080@next.lab,web:8080@www.shop.lab,my_api:9000@shop.lab/v2'");
    }

    @Test
    void routesOfDockerFlowProxyAreReadWhereAFileHasNoneOfOurs() throws IOException {
        Files.writeString(folder.resolve("flow.yml"), """
            services:
              web:
                image: shop/web
                deploy:
                  labels:
                    - com.df.notify=true
                    - com.df.serviceDomain=shop.lab
                    - com.df.port=8080
                    - com.df.servicePath.1=/
                    - com.df.servicePath.2=/api
                    - com.df.port.2=9000
            """);

        assertThat(printed("deploy.sh", "--stack", "shop=DIR/flow.yml"))
                .contains("swarm-delivery.hosts=shop=web:8080@shop.lab,web:9000@shop.lab/api'");
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("before the next delivery, add to the stack file:", "swarm-delivery.route.r2.port: \"9000\"");
    }

    @Test
    void aStackThatRunsTodayServesFirst() {
        assertThat(printed("haproxy.cfg", "--stack", "shop=DIR/stack.yml,adopt=live,slots=4"))
                .contains("server-template shop-my_api-adopted- 1-4 tasks.live_my_api:9000 ");
    }

    @Test
    void rulesForUsersFollowTheFile() {
        assertThat(printed("haproxy.cfg", "--stack", "shop=DIR/stack.yml,sticky=cookie,rate=100/10s,share=source"))
                .contains("cookie swarm-task-shop-my_api-9000 insert", "{ sc_http_req_rate(0) gt 100 }");
        refusedSetting("rate=100/10S", "write how many requests an address may send in how many seconds: rate=100/10s");
        refusedSetting("sticky=Cookie", "use sticky=cookie, so that browsers stay with one task");
        refusedSetting("share=Source", "use share=cookie for browsers");
    }

    private void refusedSetting(String setting, String remedy) {
        refused("--stack: \"" + setting + "\" is not valid; " + remedy, "--stack", "shop=DIR/stack.yml," + setting);
    }

    @Test
    void routesOfOneApplicationAreRepeated() {
        assertThat(printed(
                        "deploy.sh",
                        "--app",
                        "shop=8080,host=shop.lab,service=web",
                        "--app",
                        "blog=80",
                        "--app",
                        "shop=9000,host=shop.lab,path=/api,service=api"))
                .contains("swarm-delivery.hosts=shop=web:8080@shop.lab,api:9000@shop.lab/api blog=*'");
    }

    @Test
    void proxiesInFrontAreNamedInListsOrOneByOne() {
        assertThat(printed("haproxy.cfg", "--app", "shop=80")).doesNotContain("set-src", "expect-proxy");
        assertThat(printed(
                        "haproxy.cfg",
                        "--app",
                        "shop=80",
                        "--trusted-proxy",
                        "10.0.0.5,10.0.0.6",
                        "--trusted-proxy",
                        "2001:db8::/32",
                        "--proxy-protocol",
                        "10.1.0.0/16"))
                .contains(
                        "acl trusted_proxy src 10.0.0.5 10.0.0.6 2001:db8::/32\n",
                        "acl proxy_protocol src 10.1.0.0/16\n");
        refused(
                "--trusted-proxy: \"lb.lab\" is not valid; write an IP address or a network",
                "--app",
                "shop=80",
                "--trusted-proxy",
                "lb.lab",
                "--out",
                "DIR/router");
    }

    @Test
    void whatCannotBeRoutedIsRefusedBeforeAnythingIsWritten() {
        refused("--app: missing; name an application with --app or --stack", "--out", "DIR/router");
        refused("--stack: \"shop\" is not valid; write NAME=FILE", "--stack", "shop", "--out", "DIR/router");
        refused("there is no such file", "--stack", "shop=DIR/none.yml", "--out", "DIR/router");
        refused(
                "no service has a route; add the label swarm-delivery.route.port to one",
                "--stack",
                "shop=DIR/db.yml",
                "--out",
                "DIR/router");
        refused(
                "route: \"shop.lab/api\" is not valid; other and shop (service my_api) both claim it",
                "--stack",
                "shop=DIR/stack.yml",
                "--app",
                "other=80,host=shop.lab,path=/api/",
                "--out",
                "DIR/router");
    }

    @Test
    void healthCheckOfAStackNamesHostAndText() {
        assertThat(printed("haproxy.cfg", "--stack", "shop=DIR/stack.yml")).contains("""
                    option httpchk
                    http-check send meth GET uri /up ver HTTP/1.1 hdr Host shop.lab
                    http-check expect status 200-399
                    http-check expect string 'it'\\''s up'
                """);
    }
}
