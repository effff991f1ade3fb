package io.jenkins.plugins.swarmdelivery.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Routes of a running service that docker-flow-proxy serves. */
class ServedServiceTest {
    private final Map<String, Map<String, String>> running = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private List<String> options(String text) {
        return new ServedService(name -> Optional.ofNullable(running.get(name)), notes::add).options(text);
    }

    @Test
    void portPathsAndHostsAreThoseOfItsLabels() {
        running.put(
                "go-demo",
                Map.of(
                        "com.df.notify", "true",
                        "com.df.servicePath", "/demo,/api",
                        "com.df.serviceDomain", "a.example.com,b.example.com",
                        "com.df.port", "8080",
                        "com.df.aclName", "05-demo"));

        assertThat(options("demo,adopt=go-demo,check=/demo/hello"))
                .containsExactly(
                        "demo=8080,host=a.example.com,host=b.example.com,path=/demo,adopt=go-demo,check=/demo/hello",
                        "demo=8080,host=a.example.com,host=b.example.com,path=/api,adopt=go-demo,check=/demo/hello");
        assertThat(notes).singleElement().asString().startsWith("service go-demo: com.df.aclName: ");
    }

    @Test
    void optionWithAPortStaysAsItIs() {
        assertThat(options("demo=8080,adopt=go-demo")).containsExactly("demo=8080,adopt=go-demo");
    }

    @Test
    void whatWouldBeLostIsNamedWithTheOptionsToWriteInstead() {
        running.put(
                "go-demo",
                Map.of(
                        "com.df.notify", "true",
                        "com.df.servicePath", "/demo",
                        "com.df.port", "8080",
                        "com.df.users", "admin:s3cret"));

        assertThatThrownBy(() -> options("demo,adopt=go-demo"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("not all that docker-flow-proxy does for go-demo is carried over")
                .hasMessageContaining("\n  --app demo=8080,path=/demo,adopt=go-demo\n")
                .hasMessageContaining("not carried over:\n  com.df.users: ")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void whatHasNoRouteThereIsRefused() {
        running.put("plain", Map.of("team", "shop"));

        assertThatThrownBy(() -> options("demo")).hasMessageContaining("write NAME=PORT, or NAME,adopt=SERVICE");
        assertThatThrownBy(() -> options("demo,adopt=go-demo"))
                .hasMessageContaining("no service go-demo is known here; name the port");
        assertThatThrownBy(() -> options("demo,adopt=plain"))
                .hasMessageContaining("docker-flow-proxy has no route to service plain; name the port");
        assertThatThrownBy(() -> options("demo,adopt=plain,path=/x"))
                .hasMessageContaining("host and path are those of the labels");
    }
}
