package io.jenkins.plugins.swarmdelivery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.Color;
import io.jenkins.plugins.swarmdelivery.engine.ports.Fence;
import io.jenkins.plugins.swarmdelivery.engine.ports.LockedException;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Route;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Share;
import io.jenkins.plugins.swarmdelivery.engine.ports.TrafficRouter.Target;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the engine relies on, of every router: here with two replicas, and applications that have both colors. */
interface TrafficRouterContract {
    Application SHOP = new Application("shop");
    Application MAPS = new Application("maps");
    Optional<Target> OLD = Optional.of(new Target(Color.BLUE, "1.0"));
    Optional<Target> NEW = Optional.of(new Target(Color.GREEN, "2.0"));
    Route BEFORE = new Route(OLD, Optional.empty());
    Route TESTED = new Route(OLD, NEW);
    Route SHARED = new Route(OLD, NEW, Optional.of(new Share(NEW.orElseThrow(), 5)));
    Route HALVED = new Route(OLD, NEW, Optional.of(new Share(NEW.orElseThrow(), 50)));
    Route AFTER = new Route(NEW, Optional.empty());

    TrafficRouter contracted();

    /** All replicas that answer have read what is written; nothing to do if they are told. */
    void follow() throws Exception;

    /** One replica does not answer any more. */
    void silenceOne() throws Exception;

    /** How often the durable routes were written. */
    long writes();

    private TrafficRouter.View routed(Application application, Route route) throws Exception {
        contracted().route(application, route, Fence.NONE);
        follow();
        return contracted().view(application);
    }

    @Test
    default void eachRouteOfADeliveryIsProvenAndSoIsTheRollback() throws Exception {
        for (Route route : new Route[] {Route.NONE, BEFORE, TESTED, AFTER, BEFORE, Route.NONE}) {
            TrafficRouter.View view = routed(SHOP, route);

            assertThat(view.durable()).isEqualTo(route);
            assertThat(view.proves(route)).as(view.describe()).isTrue();
            assertThat(view.replicas()).hasSize(2);
        }
    }

    @Test
    default void sharesOfADeliveryAreProvenAndTakenBack() throws Exception {
        for (Route route : new Route[] {TESTED, SHARED, HALVED, TESTED, SHARED, AFTER, BEFORE}) {
            TrafficRouter.View view = routed(SHOP, route);

            assertThat(view.durable()).isEqualTo(route);
            assertThat(view.proves(route)).as(view.describe()).isTrue();
            assertThat(view.provesUsers(route.users())).isTrue();
        }
    }

    @Test
    default void shareIsNoSwitchAndAnotherPercentageIsAnotherShare() throws Exception {
        TrafficRouter.View view = routed(SHOP, SHARED);

        assertThat(view.provesActive(OLD)).isFalse();
        assertThat(view.mayServe(NEW)).isFalse();
        assertThat(view.provesUsers(HALVED)).isFalse();
        assertThat(view.provesUsers(TESTED)).isFalse();
    }

    @Test
    default void silentReplicaIsNoProofOfAShareNorOfItsEnd() throws Exception {
        routed(SHOP, TESTED);
        silenceOne();

        assertThat(routed(SHOP, SHARED).proves(SHARED)).isFalse();
        assertThat(routed(SHOP, TESTED).proves(TESTED)).isFalse();
    }

    @Test
    default void previewIsNoPartOfWhatUsersGet() throws Exception {
        TrafficRouter.View view = routed(SHOP, TESTED);

        assertThat(view.provesActive(OLD)).isTrue();
        assertThat(view.proves(BEFORE)).isFalse();
        assertThat(view.provesActive(NEW)).isFalse();
    }

    @Test
    default void silentReplicaIsNoProofAndIsNamed() throws Exception {
        routed(SHOP, BEFORE);
        silenceOne();

        TrafficRouter.View view = routed(SHOP, AFTER);

        assertThat(view.provesActive(NEW)).isFalse();
        assertThat(view.mayServe(NEW)).as(view.describe()).isTrue();
        assertThat(view.mayServe(OLD)).isFalse();
        assertThat(view.silent()).startsWith("replica s");
    }

    @Test
    default void applicationsDoNotMeet() throws Exception {
        routed(SHOP, BEFORE);
        routed(MAPS, BEFORE);

        assertThat(routed(SHOP, AFTER).proves(AFTER)).isTrue();

        assertThat(contracted().view(MAPS).proves(BEFORE)).isTrue();
        contracted().forget(SHOP);
        assertThat(contracted().view(MAPS).durable()).isEqualTo(BEFORE);
    }

    @Test
    default void routeThatIsThereIsNotWrittenAgain() throws Exception {
        routed(SHOP, BEFORE);
        long before = writes();

        routed(SHOP, BEFORE);

        assertThat(writes()).isEqualTo(before);
    }

    @Test
    default void nothingIsWrittenWithoutTheLease() throws Exception {
        routed(SHOP, BEFORE);
        long before = writes();
        Fence lost = new Fence() {
            @Override
            public String holder() {
                return "d2";
            }

            @Override
            public void requireFresh() {
                requireHeld();
            }

            @Override
            public void requireHeld() {
                throw new LockedException(SHOP, "another run holds it");
            }
        };

        assertThatThrownBy(() -> contracted().route(SHOP, AFTER, lost)).isInstanceOf(LockedException.class);
        follow();

        assertThat(writes()).isEqualTo(before);
        assertThat(contracted().view(SHOP).proves(BEFORE)).isTrue();
    }
}
