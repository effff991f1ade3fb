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
 * Shows the phases of a delivery in the graph of its build, where Pipeline Graph View and Stage View look: as steps inside
 * the step that delivers. As {@code parallel} does, it exports a closure of its own to Pipeline, and has it run once for
 * each phase; all that this closure does is {@link PhaseStep}. One phase runs at a time, and none beside the tests.
 *
 * <p>The delivery never waits for the graph, only tests and the end of the step do. A restart keeps the phase that runs.
 */
final class PhaseNodes implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(PhaseNodes.class.getName());

    /** A phase, until its node has ended. */
    private static final class Entry implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String label;
        /** What was written before its node was there to take it. */
        private final ArrayList<String> lines = new ArrayList<>();

        @Nullable
        private String warning;

        @Nullable
        private Exception failure;

        Entry(String label) {
            this.label = label;
        }
    }

    /** Makes invokers of the closure that runs the step of a phase. */
    private interface Body extends Serializable {
        CpsBodyInvoker of(CpsStepContext step);

        /** None is asked for any more. */
        void release();
    }

    private final DeliveryExecution execution;
    /** Null where the step has no block: it is a step among others then, with a log of its own. */
    @Nullable
    private Body body;

    /** Pipeline's own thread alone changes these three, so that they are kept as the graph is. */
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
    /** The phase that runs ends, though none follows. */
    private transient boolean resting;

    @Nullable
    private transient Runnable then;

    @Nullable
    private transient Deque<Entry> waiting;

    PhaseNodes(DeliveryExecution execution) {
        this.execution = execution;
    }

    /** To be called when the step starts, in Pipeline's own thread. */
    synchronized void prepare(StepContext context) throws IOException, InterruptedException {
        if (context.hasBody() && context instanceof CpsStepContext) {
            body = body(context.get(FlowExecution.class).getOwner());
        }
    }

    /** What is exported has a type of Pipeline's own, which no field can have. */
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
                // Only Pipeline's own thread may take it back: that adds the node with which the step ends.
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

    /** The delivery enters a phase, and the node of the one before ends. */
    synchronized void enter(String label) {
        boolean same = running != null
                && current != null
                && current.label.equals(label)
                && waiting().isEmpty();
        if (body == null || same) {
            return; // After a restart it is in the phase that it was in.
        }
        resting = false;
        waiting().add(new Entry(label));
        goOn();
    }

    /** The delivery waits for tests, for a person, or has ended. */
    synchronized void rest() {
        resting = true;
        goOn();
    }

    /** No node of a phase runs, or is going to. */
    synchronized boolean idle() {
        return !begun && !launching && waiting().isEmpty();
    }

    /** Rests, and then does that. */
    synchronized void close(Runnable last) {
        then = last;
        rest();
    }

    /** The phase that the delivery is in has failed, was aborted or has timed out; its node ends so. */
    synchronized void failed(Exception why) {
        Entry last = last();
        if (last != null) {
            last.failure = why;
        }
    }

    /** Shown at the node of the phase that the delivery is in, unless it fails. */
    synchronized void warn(String message) {
        Entry last = last();
        if (last != null && last.warning == null) {
            last.warning = message;
        }
    }

    /** Writes a line into the log of the phase; false where none takes it. */
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

    /** The step of a phase has begun; true if it has ended, too. */
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

    /** In Pipeline's own thread. */
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
            body = null; // Pipeline does not run it: the delivery goes on, and is seen in the log of its step.
            waiting().stream().flatMap(entry -> entry.lines.stream()).forEach(execution.log()::plain);
            waiting().clear();
        }
        goOn();
    }

    private void goOn() {
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
