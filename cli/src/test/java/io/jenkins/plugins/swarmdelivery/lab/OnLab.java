package io.jenkins.plugins.swarmdelivery.lab;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * What the tests of a class need of the lab. Classes run in parallel as far as these requirements permit, each with an
 * application of its own. {@code lab/for-tests} parses this line by line to set up the routers.
 */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(providers = LabLocks.class)
@ExtendWith(LabSlots.class)
@interface OnLab {
    /**
     * The Swarm: {@code staging}, {@code production}, {@code spare}, which is production behind proxies that tests may
     * kill, so that one class after the other has it, or {@code edge}, which is production behind Traefik.
     */
    String cluster();

    /**
     * The application; every router of the lab routes the host {@code app.lab} to it. No other application may begin with it
     * and a hyphen: its services would be taken for leftovers of this one.
     */
    String app();

    /** Which service of the application's stack users reach; empty: the application is a single service. */
    String service() default "";

    /** Another route of the application, as {@code router init} takes it, e.g. {@code 8080,service=api,path=/api}. */
    String route() default "";

    /** A service created outside the engine that becomes the application's first release. */
    String adopts() default "";

    /** How its users can be shared between two releases, {@code cookie} or {@code source}; empty: they cannot. */
    String share() default "";

    /**
     * Nodes whose engines the tests use directly, to build or to run tests: no other class that names one runs in
     * parallel.
     */
    String[] engines() default {};

    /** The tests stop engines of the Swarm, or observe all its changes: no other class uses it in parallel. */
    boolean alone() default false;
}
