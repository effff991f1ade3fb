package io.jenkins.plugins.swarmdelivery.cluster;

import java.util.function.Supplier;

/** What is made when it is needed first, and then kept; an attempt that fails is made again. */
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
