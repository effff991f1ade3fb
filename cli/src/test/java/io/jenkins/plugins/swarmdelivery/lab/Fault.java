package io.jenkins.plugins.swarmdelivery.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of what a fault of the cluster comes to; {@code src/bench/run faults} makes a table of all of them. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("fault")
@ExtendWith(FaultRecorder.class)
@interface Fault {
    /** What fails, and when; what it is about comes first, e.g. {@code managers: …}. */
    String value();

    /** What comes of it, as the test asserts. */
    String outcome();

    /** A part of what the command's user reads, word for word; that it was said is asserted here. Empty: nothing special. */
    String says() default "";
}
