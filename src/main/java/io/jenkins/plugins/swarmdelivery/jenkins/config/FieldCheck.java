package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import jenkins.model.Jenkins;

/** Turns what a check throws into what a form shows. */
public final class FieldCheck {
    private FieldCheck() {}

    /** Of a check that throws {@link DeliveryException} where something is wrong. */
    public static FormValidation of(Runnable check) {
        try {
            check.run();
            return FormValidation.ok();
        } catch (DeliveryException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** Only administrators may ask. */
    static FormValidation ofAdministrator(Runnable check) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return of(check);
    }

    /** Of a field that must be filled, and is not wrong before anybody has filled it. */
    public static FormValidation filled(String value, Consumer<String> check) {
        return value.isBlank() ? FormValidation.ok() : of(() -> check.accept(value.strip()));
    }

    /** Of a check of a number, which a form sends as a text. */
    static FormValidation ofNumber(String field, String value, IntConsumer check) {
        try {
            int number = Integer.parseInt(value.strip());
            return of(() -> check.accept(number));
        } catch (NumberFormatException e) {
            return FormValidation.error(field + ": \"" + value + "\" is not valid; write a whole number");
        }
    }
}
