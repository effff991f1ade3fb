package io.jenkins.plugins.swarmdelivery.cluster;

import java.util.function.Supplier;

/** A value that is created on first use and then kept; a failed attempt is repeated on the next use. */
final class Once<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private T made;

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
