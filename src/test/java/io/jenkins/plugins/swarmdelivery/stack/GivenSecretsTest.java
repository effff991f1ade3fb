package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Secrets whose content somebody gives, in place of what the stack file names. */
class GivenSecretsTest {
    private static Stack read(String secrets, String given) {
        String stack = "services: {web: {image: 'r/web:1', secrets: [db]}}\nsecrets: " + secrets + "\n";
        StackInput.Source source = new StackInput.Source("stack.yml", stack.getBytes(StandardCharsets.UTF_8));
        Values values = new Values().putSecret(given, "swordfish".getBytes(StandardCharsets.UTF_8));
        return Stack.read(new StackInput(List.of(source), Stacks.of(), values, Set.of(), false));
    }

    @Test
    void replaceAFileThatNeedNotExist() {
        assertThat(read("{db: {file: ./nowhere}}", "db").specs("shop").secrets())
                .singleElement()
                .satisfies(secret -> assertThat(secret).containsEntry("Data", "c3dvcmRmaXNo"));
    }

    @Test
    void areBoundedAsFilesAre() {
        String stack = "services: {web: {image: 'r/web:1', secrets: [db]}}\nsecrets: {db: {file: ./nowhere}}\n";
        StackInput.Source source = new StackInput.Source("stack.yml", stack.getBytes(StandardCharsets.UTF_8));
        Values values = new Values().putSecret("db", new byte[512_001]);

        assertThatThrownBy(() -> Stack.read(new StackInput(List.of(source), Stacks.of(), values, Set.of(), false))
                        .specs("shop"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(
                        "secrets.db: \"db\" is not valid; its content is larger than the limit of 512 kB");
    }

    @Test
    void mustBeDefinedAndNotExternal() {
        assertThatThrownBy(() -> read("{db: {file: ./nowhere}}", "dbs"))
                .isInstanceOf(RefusedException.class)
                .hasMessage("secrets: \"dbs\" is not valid; did you mean db?");
        assertThatThrownBy(() -> read("{db: {external: true}}", "db"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("secrets.db: is external, but its content is given");
    }
}
