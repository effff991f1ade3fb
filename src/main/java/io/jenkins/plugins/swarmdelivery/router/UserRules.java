package io.jenkins.plugins.swarmdelivery.router;

import io.jenkins.plugins.swarmdelivery.engine.ports.Application;
import io.jenkins.plugins.swarmdelivery.engine.ports.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the router treats the users of an application.
 *
 * @param shared how they can be shared between two releases; empty: they cannot
 * @param sticky how each user stays with one task; empty: each request goes to any task
 * @param limit empty: as many requests as they like
 */
public record UserRules(Optional<SharedBy> shared, Optional<Sticky> sticky, Optional<RateLimit> limit) {
    /** Each request is treated alike. */
    public static final UserRules NONE = new UserRules(Optional.empty(), Optional.empty(), Optional.empty());

    /** The settings of a route that {@link #with} reads. */
    public static final List<String> SETTINGS = List.of("share", "sticky", "rate");

    /** How a user is led to the same task again. */
    enum Sticky {
        /** By a cookie, which the router sets. */
        COOKIE
    }

    /**
     * These rules with another setting, e.g. {@code rate} and {@code 100/10s}.
     *
     * @param option that it is a part of
     * @throws RefusedException if there is no such setting, or the value is not allowed
     */
    public UserRules with(String option, String setting, String value) {
        return switch (setting) {
            case "share" -> new UserRules(Optional.of(SharedBy.parse(option, value)), sticky, limit);
            case "sticky" -> {
                if (!value.equals("cookie")) {
                    throw new RefusedException(
                            option, "sticky=" + value, "use sticky=cookie, so that browsers stay with one task");
                }
                yield new UserRules(shared, Optional.of(Sticky.COOKIE), limit);
            }
            case "rate" -> new UserRules(shared, sticky, Optional.of(RateLimit.parse(option, value)));
            default -> throw new RefusedException(option, setting + "=" + value, "use " + String.join(", ", SETTINGS));
        };
    }

    /**
     * These rules, with those of another route where they have none.
     *
     * @throws RefusedException if they contradict each other
     */
    public UserRules or(Application application, UserRules more) {
        requireEqual("share of " + application, shared.map(SharedBy::word), more.shared.map(SharedBy::word));
        requireEqual("rate of " + application, limit.map(RateLimit::toString), more.limit.map(RateLimit::toString));
        return new UserRules(shared.or(() -> more.shared), sticky.or(() -> more.sticky), limit.or(() -> more.limit));
    }

    private static void requireEqual(String field, Optional<String> one, Optional<String> other) {
        if (one.isPresent() && other.isPresent() && !one.equals(other)) {
            throw new RefusedException(
                    field, other.get(), "another route uses " + one.get() + "; use the same value in both");
        }
    }

    /** As part of a route: {@code ,share=cookie,rate=100/10s}; empty if there are none. */
    String text() {
        List<String> texts = new ArrayList<>();
        shared.ifPresent(by -> texts.add(",share=" + by.word()));
        sticky.ifPresent(by -> texts.add(",sticky=cookie"));
        limit.ifPresent(rate -> texts.add(",rate=" + rate));
        return String.join("", texts);
    }

    /**
     * The lines of a backend. The cookie holds a hash of the task's address, which is the same on every replica; a user whose
     * task is gone, or of the other color, gets another one.
     *
     * @param target the tasks' service and port, as a part of the cookie's name; the same for both colors
     */
    String backend(String target) {
        Stream<String> cookie = sticky.stream()
                .map(by -> "    dynamic-cookie-key swarm-delivery\n    cookie swarm-task-" + target
                        + " insert indirect nocache httponly dynamic attr SameSite=Lax\n");
        return String.join(
                "", Stream.concat(cookie, limit.stream().map(RateLimit::lines)).toList());
    }
}
