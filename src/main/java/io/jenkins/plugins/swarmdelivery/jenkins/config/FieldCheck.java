package io.jenkins.plugins.swarmdelivery.jenkins.config;

import hudson.util.FormValidation;
import io.jenkins.plugins.swarmdelivery.engine.ports.DeliveryException;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import jenkins.model.Jenkins;

/** Converts the exception of a check into a form's validation result. */
public final class FieldCheck {
    private FieldCheck() {}

    /** For a check that throws {@link DeliveryException} if something is wrong. */
    public static FormValidation of(Runnable check) {
        try {
            check.run();
            return FormValidation.ok();
        } catch (DeliveryException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** For administrators only. */
    static FormValidation ofAdministrator(Runnable check) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return of(check);
    }

    /** For a required field, which is not an error before the user has filled it. */
    public static FormValidation filled(String value, Consumer<String> check) {
        return value.isBlank() ? FormValidation.ok() : of(() -> check.accept(value.strip()));
    }

    /** For a check of a number, which a form sends as text. */
    static FormValidation ofNumber(String field, String value, IntConsumer check) {
        try {
            int number = Integer.parseInt(value.strip());
            return of(() -> check.accept(number));
        } catch (NumberFormatException e) {
            return FormValidation.error(field + ": \"" + value + "\" is not valid; write a whole number");
        }
    }
}
