package io.jenkins.plugins.swarmdelivery.jenkins.operations;

import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.swarmdelivery.engine.ledger.Delivery;
import java.util.Objects;
import java.util.Optional;

/** The order of an operation as texts, so that the next Jenkins can read it too. */
final class OperationRequest {
    /** Their names are stored on disk. */
    enum Kind {
        ROLLBACK("Roll back", Delivery.Kind.ROLLBACK),
        UNLOCK("Unlock", Delivery.Kind.ADOPTION),
        ACCEPT("Accept what serves", Delivery.Kind.ADOPTION),
        RETIREMENT("Retire what is due of", Delivery.Kind.RETIREMENT),
        SHARE("Share", Delivery.Kind.RELEASE),
        ROUTER_PLAN("Show changes to the router of", Delivery.Kind.ADOPTION),
        ROUTER("Set up the router of", Delivery.Kind.ADOPTION),
        ROUTER_ROTATION("Renew the certificates of the router of", Delivery.Kind.ADOPTION);

        private final String verb;
        private final Delivery.Kind delivery;

        Kind(String verb, Delivery.Kind delivery) {
            this.verb = verb;
            this.delivery = delivery;
        }

        /** The event of its entry in the history, if that entry names no delivery; otherwise empty. */
        String event() {
            return this == UNLOCK ? "unlock" : this == SHARE ? "share" : "";
        }

        /** The delivery that executes it, or whose candidate gets users; an unlock and the router need none. */
        Delivery.Kind delivery() {
            return delivery;
        }

        /** Whether it concerns a cluster's router, and no application. */
        boolean ofRouter() {
            return this == ROUTER_PLAN || this == ROUTER || this == ROUTER_ROTATION;
        }
    }

    private final Kind kind;
    private final String to;
    private final String reason;
    private final String mark;

    /** Null if it concerns no router. */
    @Nullable
    private final RouterRequest router;

    private OperationRequest(Kind kind, String to, String reason, String mark) {
        this(kind, to, reason, mark, null);
    }

    private OperationRequest(Kind kind, String to, String reason, String mark, @Nullable RouterRequest router) {
        this.router = router;
        this.kind = kind;
        this.to = to;
        this.reason = reason;
        this.mark = mark;
    }

    static OperationRequest rollback(Optional<String> to, String mark) {
        return new OperationRequest(Kind.ROLLBACK, to.orElse(""), "", mark);
    }

    static OperationRequest unlock(String reason, String mark) {
        return new OperationRequest(Kind.UNLOCK, "", reason, mark);
    }

    static OperationRequest accept(String reason, String mark) {
        return new OperationRequest(Kind.ACCEPT, "", reason, mark);
    }

    static OperationRequest share(int percent, String mark) {
        return new OperationRequest(Kind.SHARE, percent + "%", "", mark);
    }

    static OperationRequest retirement() {
        return new OperationRequest(Kind.RETIREMENT, "", "", "");
    }

    static OperationRequest routerPlan(RouterRequest router) {
        return new OperationRequest(Kind.ROUTER_PLAN, "", "", "", router);
    }

    /** @param shown the changes that the user saw, one a line */
    static OperationRequest router(RouterRequest router, String shown) {
        return new OperationRequest(Kind.ROUTER, "", "", shown, router);
    }

    static OperationRequest routerRotation() {
        return new OperationRequest(Kind.ROUTER_ROTATION, "", "", "");
    }

    Kind kind() {
        return kind;
    }

    /** The request in words, up to the name of the application or of the cluster. */
    String verb() {
        return kind == Kind.SHARE ? kind.verb + " " + to + " of the users of" : kind.verb;
    }

    /** The requested release, empty for the engine's choice; of a share, the percentage. */
    Optional<String> to() {
        return Optional.of(to).filter(given -> !given.isEmpty());
    }

    String reason() {
        return reason;
    }

    /** What the user saw, see {@link LedgerMark}; of a router, the changes. */
    String mark() {
        return mark;
    }

    RouterRequest router() {
        return Objects.requireNonNull(router, kind::name);
    }
}
