package io.jenkins.plugins.swarmdelivery.jenkins.steps;

import com.cloudbees.groovy.cps.Builder;
import com.cloudbees.groovy.cps.Envs;
import com.cloudbees.groovy.cps.MethodLocation;
import com.cloudbees.groovy.cps.impl.CpsClosure;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.model.Result;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.cps.CpsBodyInvoker;
import org.jenkinsci.plugins.workflow.cps.CpsStepContext;
import org.jenkinsci.plugins.workflow.cps.CpsThread;
import org.jenkinsci.plugins.workflow.cps.CpsThreadGroup;
import org.jenkinsci.plugins.workflow.cps.DSL;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.flow.GraphListener;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Shows the phases of a delivery in the graph of its build, which Pipeline Graph View and Stage View display: as steps
 * inside the step that delivers. Like {@code parallel}, it exports a closure to Pipeline and has it run, once for each
 * phase; the closure contains only {@link PhaseStep}. One phase runs at a time, and none in parallel with the tests.
 *
 * <p>The delivery never waits for the graph; only the tests and the end of the step do. A restart keeps the running
 * phase.
 */
final class PhaseNodes implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(PhaseNodes.class.getName());

    /** A phase, until its node has ended. */
    private static final class Entry implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String label;
        /** Lines written before its node could take them. */
        private final ArrayList<String> lines = new ArrayList<>();

        @Nullable
        private String warning;

        @Nullable
        private Exception failure;

        Entry(String label) {
            this.label = label;
        }
    }

    /** Creates invokers of the closure that runs the step of a phase. */
    private interface Body extends Serializable {
        CpsBodyInvoker of(CpsStepContext step);

        /** No further invokers are needed. */
        void release();
    }

    private final DeliveryExecution execution;
    /** Null if the step has no block: then it is one step among others, with a log of its own. */
    @Nullable
    private Body body;

    /** Only the CPS VM thread changes these three, so they are stored consistently with the graph. */
    private boolean begun;

    @Nullable
    private PhaseStep.Execution running;

    @Nullable
    private Entry current;

    @Nullable
    private transient FlowNode node;

    @Nullable
    private transient TaskListener listener;

    private transient boolean launching;
    /** The running phase ends, although none follows. */
    private transient boolean resting;

    @Nullable
    private transient Runnable then;

    @Nullable
    private transient Deque<Entry> waiting;

    PhaseNodes(DeliveryExecution execution) {
        this.execution = execution;
    }

    /** Called when the step starts, in the CPS VM thread. */
    synchronized void prepare(StepContext context) throws IOException, InterruptedException {
        if (context.hasBody() && context instanceof CpsStepContext) {
            body = body(context.get(FlowExecution.class).getOwner());
        }
    }

    /** The exported object's type belongs to Pipeline, and no field can have it. */
    private static Body body(FlowExecutionOwner owner) {
        Builder builder = new Builder(MethodLocation.UNKNOWN);
        CpsThreadGroup group = CpsThread.current().getGroup();
        var exported = group.export(new CpsClosure(
                null,
                null,
                List.of(),
                builder.functionCall(1, builder.constant(new DSL(owner)), PhaseStep.FUNCTION),
                Envs.empty()));
        return new Body() {
            private static final long serialVersionUID = 1L;

            @Override
            public CpsBodyInvoker of(CpsStepContext step) {
                return step.newBodyInvoker(exported, false);
            }

            @Override
            public void release() {
                // Only the CPS VM thread may take it back: this adds the node with which the step ends.
                try {
                    FlowExecution flow = owner.get();
                    flow.addListener(new GraphListener.Synchronous() {
                        @Override
                        public void onNewHead(FlowNode end) {
                            flow.removeListener(this);
                            group.unexport(exported);
                        }
                    });
                } catch (IOException e) {
                    LOGGER.log(Level.FINE, e, () -> "the build is being deleted, and the closure with it");
                }
            }
        };
    }

    /** The delivery enters a phase, and the node of the previous one ends. */
    synchronized void enter(String label) {
        boolean same = running != null
                && current != null
                && current.label.equals(label)
                && waiting().isEmpty();
        if (body == null || same) {
            return; // After a restart, it is still in the same phase.
        }
        resting = false;
        waiting().add(new Entry(label));
        proceed();
    }

    /** The delivery waits for tests or a person, or has ended. */
    synchronized void rest() {
        resting = true;
        proceed();
    }

    /** No node of a phase runs or is about to run. */
    synchronized boolean idle() {
        return !begun && !launching && waiting().isEmpty();
    }

    /** Rests, and then runs this. */
    synchronized void close(Runnable last) {
        then = last;
        rest();
    }

    /** The current phase of the delivery has failed, was aborted or has timed out; its node ends accordingly. */
    synchronized void failed(Exception why) {
        Entry last = last();
        if (last != null) {
            last.failure = why;
        }
    }

    /** Shown at the node of the delivery's current phase, unless that fails. */
    synchronized void warn(String message) {
        Entry last = last();
        if (last != null && last.warning == null) {
            last.warning = message;
        }
    }

    /** Writes a line into the log of the phase; returns false if there is no phase to take it. */
    synchronized boolean say(String line) {
        if (!waiting().isEmpty()) {
            waiting().getLast().lines.add(line);
            return true;
        }
        if (running == null || listener == null) {
            return false;
        }
        listener.getLogger().println(line);
        return true;
    }

    void stop(Throwable cause) {
        execution.stop(cause);
    }

    /** The step of a phase has begun; returns true if it has already ended, too. */
    synchronized boolean began(PhaseStep.Execution step, FlowNode its, TaskListener log) {
        current = waiting().poll();
        if (current == null) {
            step.getContext().onSuccess(null);
            return true;
        }
        running = step;
        node = its;
        listener = log;
        its.addAction(new LabelAction(current.label));
        current.lines.forEach(log.getLogger()::println);
        boolean over = !waiting().isEmpty() || resting;
        if (over) {
            endNode();
        }
        return over;
    }

    /** In the CPS VM thread. */
    private synchronized void bodyBegan() {
        begun = true;
        launching = false;
    }

    private synchronized void bodyEnded(boolean failed) {
        boolean neverRan = current == null;
        begun = false;
        running = null;
        current = null;
        if (failed && neverRan) {
            body = null; // Pipeline does not run it: the delivery continues, and is shown in the log of its step.
            waiting().stream().flatMap(entry -> entry.lines.stream()).forEach(execution.log()::plain);
            waiting().clear();
        }
        proceed();
    }

    private void proceed() {
        if (running != null && (!waiting().isEmpty() || resting)) {
            endNode();
        } else if (!begun && !launching && !waiting().isEmpty()) {
            launching = true;
            body.of((CpsStepContext) execution.getContext())
                    .withContext(this)
                    .withCallback(new Callback(this))
                    .start();
        } else if (idle() && then != null) {
            Runnable last = then;
            then = null;
            release();
            last.run();
        }
    }

    private void release() {
        if (body != null) {
            body.release();
        }
        body = null;
    }

    private void endNode() {
        StepContext step = running.getContext();
        running = null;
        if (current.failure != null) {
            step.onFailure(current.failure);
            return;
        }
        if (current.warning != null && node != null) {
            node.addAction(new WarningAction(Result.UNSTABLE).withMessage(current.warning));
        }
        step.onSuccess(null);
    }

    @Nullable
    private Entry last() {
        return waiting().isEmpty() ? current : waiting().getLast();
    }

    private Deque<Entry> waiting() {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        return waiting;
    }

    private static final class Callback extends BodyExecutionCallback {
        private static final long serialVersionUID = 1L;

        private final PhaseNodes nodes;

        Callback(PhaseNodes nodes) {
            this.nodes = nodes;
        }

        @Override
        public void onStart(StepContext context) {
            nodes.bodyBegan();
        }

        @Override
        public void onSuccess(StepContext context, Object result) {
            nodes.bodyEnded(false);
        }

        @Override
        public void onFailure(StepContext context, Throwable failure) {
            nodes.bodyEnded(true);
        }
    }
}
