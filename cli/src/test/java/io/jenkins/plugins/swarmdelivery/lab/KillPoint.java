package io.jenkins.plugins.swarmdelivery.lab;

import com.sun.jdi.ArrayReference;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StringReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.Value;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.ClassPrepareRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A point at which the real command is killed: before it sends a request that changes something, or as soon as it
 * continues after one. A debugger stops it there, in the two classes that send requests, and it is killed in that state
 * ({@code kill -9}).
 *
 * @param change the number of the request, from 1, among those that change a Swarm or a proxy
 * @param after once the response has arrived; otherwise before the request is sent
 */
record KillPoint(int change, boolean after) {
    private static final String ENGINE_SENDER = "io.jenkins.plugins.swarmdelivery.docker.EngineConnection";
    private static final String PROXY_SENDER = "io.jenkins.plugins.swarmdelivery.router.HaproxySession";
    private static final Map<String, String> SENDERS = Map.of(ENGINE_SENDER, "exchange", PROXY_SENDER, "ask");

    /** Index of the argument of both methods: the request, or the commands. */
    private static final int REQUEST_ARGUMENT = 0;

    /**
     * Starts a command and kills it.
     *
     * @return the request before or after which it was killed; empty if the command reached its end successfully before
     *     this point
     */
    Optional<String> kill(Path folder, String... arguments) {
        try {
            ListeningConnector listener = listener();
            Map<String, Connector.Argument> options = listener.defaultArguments();
            options.get("localAddress").setValue("127.0.0.1");
            String address = listener.startListening(options);
            Map<String, String> debugged =
                    Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=transport=dt_socket,suspend=y,address=" + address);
            try (CliProcess process = CliProcess.start(folder, debugged, arguments)) {
                VirtualMachine machine = listener.accept(options);
                listener.stopListening(options);
                Optional<String> killedAt = watch(machine);
                if (killedAt.isPresent()) {
                    process.kill();
                } else {
                    process.expect(0);
                }
                return killedAt;
            }
        } catch (IOException | IllegalConnectorArgumentsException | IncompatibleThreadStateException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static ListeningConnector listener() {
        return Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(connector -> connector.transport().name().equals("dt_socket"))
                .findFirst()
                .orElseThrow();
    }

    /** Runs it to the point, and leaves it stopped there; empty if it has ended. */
    private Optional<String> watch(VirtualMachine machine)
            throws InterruptedException, IncompatibleThreadStateException {
        for (String sender : SENDERS.keySet()) {
            ClassPrepareRequest loaded = machine.eventRequestManager().createClassPrepareRequest();
            loaded.addClassFilter(sender);
            loaded.enable();
        }
        int changes = 0;
        String last = "";
        try {
            while (true) {
                EventSet events = machine.eventQueue().remove();
                for (Event event : events) {
                    if (event instanceof ClassPrepareEvent loaded) {
                        stopAt(machine, loaded.referenceType());
                    } else if (event instanceof BreakpointEvent met) {
                        if (after && changes == change) {
                            return Optional.of(last);
                        }
                        Optional<String> changing = changing(met);
                        changes += changing.isPresent() ? 1 : 0;
                        last = changing.orElse(last);
                        if (!after && changes == change) {
                            return Optional.of(last);
                        }
                    }
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            return Optional.empty();
        }
    }

    private static void stopAt(VirtualMachine machine, ReferenceType type) {
        type.methodsByName(SENDERS.get(type.name()))
                .forEach(method -> machine.eventRequestManager()
                        .createBreakpointRequest(method.location())
                        .enable());
    }

    /** What the request changes; empty if it only reads. */
    private static Optional<String> changing(BreakpointEvent met) throws IncompatibleThreadStateException {
        List<Value> given = met.thread().frame(0).getArgumentValues();
        if (met.location().declaringType().name().equals(PROXY_SENDER)) {
            StringReference first = (StringReference) ((ArrayReference) given.get(REQUEST_ARGUMENT)).getValue(0);
            return first.value().startsWith("set ") ? Optional.of("map of a proxy") : Optional.empty();
        }
        ObjectReference request = (ObjectReference) given.get(REQUEST_ARGUMENT);
        String method = text(request, "method");
        return method.equals("GET") ? Optional.empty() : Optional.of(name(method, text(request, "path")));
    }

    private static String text(ObjectReference object, String field) {
        Value value = object.getValue(object.referenceType().fieldByName(field));
        return ((StringReference) value).value();
    }

    private static String name(String method, String path) {
        String kind = path.startsWith("/configs") ? "config" : path.startsWith("/services") ? "service" : path;
        String verb = method.equals("DELETE") ? "remove" : path.endsWith("/create") ? "create" : "update";
        return verb + " " + kind;
    }

    @Override
    public String toString() {
        return (after ? "after" : "before") + " change " + change;
    }
}
