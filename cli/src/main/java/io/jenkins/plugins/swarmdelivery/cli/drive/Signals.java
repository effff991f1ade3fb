package io.jenkins.plugins.swarmdelivery.cli.drive;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The signals of this process. Only {@code sun.misc.Signal} of module {@code jdk.unsupported} tells which one came; it
 * is accessed by reflection, because a Java without it must still be able to deliver.
 */
final class Signals {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private Signals() {}

    /**
     * Passes the names of signals, e.g. {@code SIGTERM}, to the listener instead of their default effect, until the
     * result is run.
     */
    static Runnable listen(Consumer<String> listener) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Method handle = signal.getMethod("handle", signal, handler);
            Object ours =
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, (p, m, a) -> {
                        if (m.getName().equals("handle")) {
                            listener.accept("SIG" + signal.getMethod("getName").invoke(a[0]));
                        }
                        return null;
                    });
            Map<Object, Object> before = new LinkedHashMap<>();
            for (String name : NAMES) {
                replace(signal, handle, name, ours, before);
            }
            return () -> before.forEach((each, theirs) -> invoke(handle, each, theirs));
        } catch (ReflectiveOperationException e) {
            // A signal then ends the process; resume continues the delivery.
            return () -> {};
        }
    }

    private static void replace(Class<?> signal, Method handle, String name, Object ours, Map<Object, Object> before)
            throws ReflectiveOperationException {
        try {
            Object each = signal.getConstructor(String.class).newInstance(name);
            before.put(each, handle.invoke(null, each, ours));
        } catch (InvocationTargetException e) {
            // Unknown on this system, or reserved by java -Xrs: likewise.
        }
    }

    private static void invoke(Method handle, Object signal, Object handler) {
        try {
            handle.invoke(null, signal, handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a signal handler that could be set cannot be restored", e);
        }
    }
}
