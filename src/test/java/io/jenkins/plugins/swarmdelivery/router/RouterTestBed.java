package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.ImageReference;
import io.jenkins.plugins.swarmdelivery.tls.TlsMaterial;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A Swarm without a router, and one who sets it up. */
abstract class RouterTestBed {
    static final Application SHOP = new Application("shop");
    private static final String DIGEST = "@sha256:" + "a".repeat(64);

    @TempDir
    Path folder;

    final ProxySwarm swarm = new ProxySwarm();
    final List<String> said = new ArrayList<>();
    /** Certificates must be valid for this Java, too. */
    Instant now = Instant.now();

    RouterSite.Stacks stacks = List::of;
    /** What happens while somebody waits for the router. */
    Runnable beforePause = () -> {};

    ClientFiles files;
    RouterSite site;

    /** The process ends without a chance to do anything more. */
    static final class Killed extends Error {
        static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void makeSite() {
        files = new ClientFiles(
                folder.resolve("router/ca.pem"),
                folder.resolve("router/client.pem"),
                folder.resolve("router/client-key.pem"));
        HaproxySettings settings = new HaproxySettings(
                "swarm-router",
                "swarm-router",
                HaproxySettings.Ports.DEFAULTS,
                HaproxySettings.Urls.NONE,
                () -> new TlsMaterial(
                        ClientFiles.read(files.ca()),
                        ClientFiles.read(files.certificate()),
                        ClientFiles.read(files.key())));
        site = new RouterSite(
                new RouterSite.Cluster(swarm, RouterTestBed::resolve, () -> stacks.moving()),
                settings,
                Optional.of(files),
                new Attendant());
    }

    @AfterEach
    void stop() {
        swarm.close();
    }

    private static ImageReference resolve(ImageReference image) {
        return ImageReference.parse(image + DIGEST);
    }

    /** Waits in no time. */
    private final class Attendant implements RouterSite.Attendant {
        @Override
        public Instant now() {
            return now;
        }

        @Override
        public void pause(Duration duration) {
            beforePause.run();
            now = now.plus(duration.multipliedBy(20));
        }

        @Override
        public void say(String line) {
            said.add(line);
        }
    }

    static RouterOrder apps(String... texts) {
        return RouterOrder.of(routed(texts));
    }

    static List<RoutedApplication> routed(String... texts) {
        Map<Application, RoutedApplication> routed = new LinkedHashMap<>();
        Arrays.stream(texts)
                .map(RoutedText::parse)
                .forEach(each -> routed.merge(each.application(), each, RoutedApplication::and));
        return List.copyOf(routed.values());
    }

    static RouterOrder image(String image) {
        return new RouterOrder(
                new RouterOrder.Applications(List.of(), Set.of(), Set.of()),
                new RouterOrder.Service(Optional.of(image), Optional.empty(), List.of()),
                RouterOrder.Published.DEFAULTS,
                RouterOrder.Secrets.DEFAULTS,
                Frontend.Given.NOTHING);
    }

    static RouterOrder without(String application, RouterOrder.Loss... accepted) {
        return new RouterOrder(
                new RouterOrder.Applications(List.of(), Set.of(new Application(application)), Set.of(accepted)),
                RouterOrder.Service.DEFAULTS,
                RouterOrder.Published.DEFAULTS,
                RouterOrder.Secrets.DEFAULTS,
                Frontend.Given.NOTHING);
    }

    /** A delivery has set this route. */
    void route(String key, String target) {
        swarm.changeByHand("swarm-router", spec -> {
            Map<String, String> labels = new HashMap<>(spec.labels());
            labels.put("swarm-delivery." + key, target);
            return spec.withLabels(labels);
        });
    }

    static RouterOrder constrained(RouterOrder order, String... constraints) {
        return new RouterOrder(
                order.applications(),
                new RouterOrder.Service(order.service().image(), order.service().network(), List.of(constraints)),
                order.published(),
                order.secrets(),
                order.frontend());
    }

    static RouterOrder published(RouterOrder.Published ports) {
        return new RouterOrder(
                apps().applications(),
                RouterOrder.Service.DEFAULTS,
                ports,
                RouterOrder.Secrets.DEFAULTS,
                Frontend.Given.NOTHING);
    }

    /** An order for nothing but what options say of proxies in front, each a list with commas. */
    static RouterOrder behind(String trusted, String proxyProtocol) {
        return new RouterOrder(
                apps().applications(),
                RouterOrder.Service.DEFAULTS,
                RouterOrder.Published.DEFAULTS,
                RouterOrder.Secrets.DEFAULTS,
                new Frontend.Given(new EdgeProxies.Given(words(trusted), words(proxyProtocol)), UserTls.Given.NOTHING));
    }

    private static List<String> words(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(","));
    }

    /** Happens once, when the first replica of the next update was replaced. */
    void atFirstStep(Runnable what) {
        said.clear();
        beforePause = () -> {
            if (said.stream().anyMatch(line -> line.startsWith("1 replaced and proven"))) {
                beforePause = () -> {};
                what.run();
            }
        };
    }

    void kill(RouterOrder order) {
        atFirstStep(() -> {
            throw new Killed();
        });
        assertThatThrownBy(() -> up(order)).isInstanceOf(Killed.class);
    }

    RouterPlan plan(RouterOrder order) {
        return new RouterUp(site).plan(order);
    }

    List<String> up(RouterOrder order) {
        RouterUp up = new RouterUp(site);
        RouterPlan plan = up.plan(order);
        up.apply(plan);
        return plan.changes();
    }
}
