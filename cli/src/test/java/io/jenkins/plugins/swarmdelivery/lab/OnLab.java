package io.jenkins.plugins.swarmdelivery.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What the tests of a class need of the lab. Classes run side by side, each with an application of its own, as far as
 * this lets them. {@code lab/for-tests} reads it line by line to set up the routers.
 */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(providers = LabLocks.class)
@interface OnLab {
    /** The Swarm: {@code staging}, {@code production}, or {@code spare}, which is production behind proxies to kill. */
    String cluster();

    /** The application, which every router of the lab then knows by the host {@code app.lab}. */
    String app();

    /** Which service of the application's stack users reach; empty: the application is a single service. */
    String service() default "";

    /** A service made by hand that becomes the application's first release. */
    String adopts() default "";

    /** Nodes whose engines they use themselves, to build or to run tests: no other class that names one does meanwhile. */
    String[] engines() default {};

    /** They stop engines of the Swarm, or see whatever changes in it: no other class uses it meanwhile. */
    boolean alone() default false;
}
