package io.jenkins.plugins.swarmdelivery.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of a fault of the cluster; {@code src/bench/run faults} prints a table of all of them. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("fault")
@ExtendWith(FaultRecorder.class)
@interface Fault {
    /** The fault and its moment, with its subject first, e.g. {@code managers: …}. */
    String value();

    /** The outcome, as the test asserts it. */
    String outcome();

    /** A part of the command's output, verbatim; that it appears is asserted here. Empty: nothing special. */
    String says() default "";
}
