package io.jenkins.plugins.swarmdelivery.jenkins.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Author;
import io.jenkins.plugins.swarmdelivery.engine.ports.Durations;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operation;
import io.jenkins.plugins.swarmdelivery.jenkins.operations.Operations;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The settings as code: an import can be exported unchanged, and errors are refused as in the form. */
class ConfigurationAsCodeTest extends SharedJenkins {
    @BeforeEach
    void configure() throws Exception {
        ConfigurationAsCode.get().configure(file("clusters.yml"));
    }

    private static String file(String name) {
        return ConfigurationAsCodeTest.class.getResource(name).toString();
    }

    @Test
    void importsTheFile() {
        SwarmCluster production = SwarmDeliveryConfiguration.get().cluster("production");

        assertThat(production.getManagers()).hasSize(3);
        assertThat(production.isProtected()).isTrue();
        assertThat(production.getRouter()).isInstanceOfSatisfying(Haproxy.class, router -> {
            assertThat(router.getService()).isEqualTo("proxy");
            assertThat(router.getServicePort()).isEqualTo(8080);
        });
        assertThat(production.getRegistries())
                .singleElement()
                .extracting(ClusterRegistry::getServer)
                .isEqualTo("registry.example:5000");
        assertThat(Durations.text(production.getDefaults().options().bake())).isEqualTo("5m");
        assertThat(SwarmDeliveryConfiguration.get().cluster("staging").isProtected())
                .isFalse();
        assertThat(SwarmDeliveryConfiguration.get().cluster("edge").getRouter())
                .isInstanceOfSatisfying(Traefik.class, router -> {
                    assertThat(router.getEntryPoints()).containsExactly("web", "websecure");
                    assertThat(router.getLoginCredentialsId()).isEqualTo("api-login");
                    assertThat(router.getApiPort()).isEqualTo(8443);
                });
        assertThat(SwarmDeliveryConfiguration.get().cluster("plain").getRouter())
                .isEqualTo(new Traefik());
    }

    @Test
    void exportsWhatItImported() throws Exception {
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());

        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("swarmDelivery"));

        assertThat(exported.stripTrailing().lines()).containsExactlyElementsOf(imported());
    }

    @Test
    void refusesWhatTheFormRefuses() {
        assertThatThrownBy(() -> ConfigurationAsCode.get().configure(file("wrong.yml")))
                .rootCause()
                .hasMessageContaining("cluster lonely: managers: missing; name at least one manager")
                .hasMessageContaining("cluster lonely: bake: \"soon\" is not valid");
        assertThat(SwarmDeliveryConfiguration.get().getClusters())
                .extracting(SwarmCluster::getName)
                .containsExactly("staging", "production", "edge", "plain");
    }

    @Test
    void reloadKeepsRunningDeliveries() throws Exception {
        List<SwarmCluster> before = SwarmDeliveryConfiguration.get().getClusters();
        Operation operation =
                Operations.get().unlock("staging", "go-demo", "its holder hangs", "", Author.named("anna"));

        ConfigurationAsCode.get().configure(file("clusters.yml"));

        assertThat(Operations.get().of("staging", "go-demo")).containsExactly(operation);
        assertThat(SwarmDeliveryConfiguration.get().getClusters())
                .usingRecursiveComparison()
                .isEqualTo(before);
    }

    /** The lines of the file below the configuration's name. */
    private List<String> imported() throws Exception {
        return Util.toStringFromYamlFile(this, "clusters.yml")
                .stripTrailing()
                .lines()
                .skip(2)
                .map(line -> line.substring(4))
                .toList();
    }
}
