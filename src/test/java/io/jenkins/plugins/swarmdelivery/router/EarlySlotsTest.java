package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.engine.ports.Task;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EarlySlotsTest {
    private static final String HEADER = "# pxname,svname,status,bck,last_chk,addr,\n";

    private static String slot(int number, String status, String address) {
        return "early_shop_green,task-" + number + "," + status + ",0,\"a, b\"," + address + ":80,\n";
    }

    private static List<String> changes(String table, String... addresses) {
        return EarlySlots.changes(Map.of("early_shop_green", Set.of(addresses)), table);
    }

    @Test
    void onlyAddressesWithAPassedCheckCount() {
        String table = HEADER
                + slot(1, "UP", "10.0.0.5")
                + slot(2, "UP 1/2", "10.0.0.6")
                + slot(3, "DOWN", "10.0.0.7")
                + slot(4, "MAINT", "10.0.0.8")
                + "early_shop_green,nobody,no check,1,,127.0.0.1:1,\n";

        assertThat(EarlySlots.parse(table).passed()).containsExactly("10.0.0.5:80");
        assertThat(EarlySlots.parse(table).servers()).hasSize(4);
    }

    @Test
    void routerWithoutSuchBackendHasNoSlots() {
        assertThat(EarlySlots.parse("No such proxy.\n\n").servers()).isEmpty();
        assertThat(changes("No such proxy.\n\n", "10.0.0.5")).isEmpty();
        assertThat(EarlySlots.parse(HEADER + "early_shop_green,task-1\n").servers())
                .isEmpty();
        assertThat(EarlySlots.parse("# pxname,svname,status,bck\nbe,task-1,UP,0\n")
                        .servers())
                .as("of somebody who may not see addresses")
                .isEmpty();
    }

    @Test
    void givesEachAddressAnUnusedServer() {
        String table = HEADER + slot(1, "MAINT", "127.0.0.1") + slot(2, "MAINT", "127.0.0.1");

        assertThat(changes(table, "10.0.0.5"))
                .containsExactly(
                        "set server early_shop_green/task-1 addr 10.0.0.5",
                        "set server early_shop_green/task-1 state ready");
    }

    @Test
    void addressKeepsItsServerAndOthersEnd() {
        String table = HEADER
                + slot(1, "UP", "10.0.0.5")
                + slot(2, "UP", "10.0.0.6")
                + slot(3, "MAINT", "127.0.0.1")
                + slot(4, "DOWN", "[fd00::7]");

        assertThat(changes(table, "10.0.0.6", "10.0.0.9", "fd00::7"))
                .containsExactly(
                        "set server early_shop_green/task-1 state maint",
                        "set server early_shop_green/task-3 addr 10.0.0.9",
                        "set server early_shop_green/task-3 state ready");
        assertThat(changes(table))
                .containsExactly(
                        "set server early_shop_green/task-1 state maint",
                        "set server early_shop_green/task-2 state maint",
                        "set server early_shop_green/task-4 state maint");
    }

    /** The result of a check of the former address could come in after the new address is set. */
    @Test
    void serverThatIsGivenUpIsNotReusedAtOnce() {
        assertThat(changes(HEADER + slot(1, "UP", "10.0.0.5"), "10.0.0.6"))
                .containsExactly("set server early_shop_green/task-1 state maint");
    }

    @Test
    void eachBackendHasItsOwnTable() {
        Map<String, Set<String>> addresses = new LinkedHashMap<>();
        addresses.put("early_shop_blue", Set.of());
        addresses.put("early_shop_gray", Set.of("10.0.0.1"));
        addresses.put("early_shop_green", Set.of("10.0.0.5"));
        String blue = HEADER + slot(1, "UP", "10.0.0.4") + "\n";
        String green = HEADER + slot(1, "MAINT", "127.0.0.1") + "\n";

        assertThat(EarlySlots.changes(addresses, blue + "No such proxy.\n\n" + green))
                .containsExactly(
                        "set server early_shop_blue/task-1 state maint",
                        "set server early_shop_green/task-1 addr 10.0.0.5",
                        "set server early_shop_green/task-1 state ready");
    }

    @Test
    void addressesAreThoseInTheRoutersNetworks() {
        Task task = new Task(
                "t1",
                new Task.Place(
                        1,
                        "n1",
                        List.of(
                                new Task.Attachment("id-1", "apps", "10.0.0.5"),
                                new Task.Attachment("id-2", "shop-green", "10.0.1.5"),
                                new Task.Attachment("id-3", "edge", "10.0.2.5"),
                                new Task.Attachment("id-1", "apps", "; quit"))),
                new Task.Condition("starting", "running", "", Instant.EPOCH),
                new Task.Container("c1", "shop", Optional.empty(), List.of()));

        assertThat(EarlySlots.addresses(List.of(task), List.of("id-1", "edge")))
                .containsExactly("10.0.0.5", "10.0.2.5");
    }
}
