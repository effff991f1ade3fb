package io.jenkins.plugins.swarmdelivery.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.ConfiguredWithCode;
import io.jenkins.plugins.casc.misc.JenkinsConfiguredWithCodeRule;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.misc.junit.jupiter.WithJenkinsConfiguredWithCode;
import io.jenkins.plugins.swarmdelivery.engine.Durations;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The settings as code: what is imported is exported again, and what is wrong is refused as in the form. */
@WithJenkinsConfiguredWithCode
class ConfigurationAsCodeTest {
    @Test
    @ConfiguredWithCode("clusters.yml")
    void importsWhatTheFileSays(JenkinsConfiguredWithCodeRule jenkins) {
        SwarmCluster production = SwarmDeliveryConfiguration.get().cluster("production");

        assertThat(SwarmCluster.lines(production.getManagers())).hasSize(3);
        assertThat(production.isProtected()).isTrue();
        assertThat(production.getRouterServicePort()).isEqualTo(8080);
        assertThat(Durations.text(production.getDefaults().options().bake())).isEqualTo("5m");
        assertThat(SwarmDeliveryConfiguration.get().cluster("staging").isProtected())
                .isFalse();
    }

    @Test
    @ConfiguredWithCode("clusters.yml")
    void exportsWhatItImported(JenkinsConfiguredWithCodeRule jenkins) throws Exception {
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());

        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("swarmDelivery"));

        assertThat(exported.stripTrailing().lines()).containsExactlyElementsOf(imported());
    }

    @Test
    @ConfiguredWithCode("clusters.yml")
    void refusesWhatTheFormRefusesAndChangesNothing(JenkinsConfiguredWithCodeRule jenkins) {
        String wrong = getClass().getResource("wrong.yml").toString();

        assertThatThrownBy(() -> ConfigurationAsCode.get().configure(List.of(wrong)))
                .rootCause()
                .hasMessageContaining("cluster lonely: managers: missing; name at least one manager")
                .hasMessageContaining("cluster lonely: bake: \"soon\" is not valid");
        assertThat(SwarmDeliveryConfiguration.get().getClusters())
                .extracting(SwarmCluster::getName)
                .containsExactly("staging", "production");
    }

    /** The lines of the file below the name of the configuration. */
    private List<String> imported() throws Exception {
        return Util.toStringFromYamlFile(this, "clusters.yml")
                .stripTrailing()
                .lines()
                .skip(2)
                .map(line -> line.substring(4))
                .toList();
    }
}
