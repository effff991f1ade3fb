package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Fields;
import io.jenkins.plugins.swarmdelivery.stack.Value.Scalar;
import java.util.Optional;
import java.util.OptionalLong;

/** The numbers, durations and sizes of a mapping; an invalid one is refused with its position. */
final class Numbers {
    private Numbers() {}

    /** A whole number within these bounds; empty if there is none. */
    static Optional<Long> whole(Fields fields, String name, long least, long most) {
        if (!(fields.get(name) instanceof Scalar scalar)) {
            return Optional.empty();
        }
        String digits = scalar.text().endsWith(".0") ? scalar.text().replace(".0", "") : scalar.text();
        if (digits.matches("[-+]?[0-9]{1,18}")) {
            long number = Long.parseLong(digits);
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        }
        String bounds = most == Long.MAX_VALUE ? " of at least " + least : " from " + least + " to " + most;
        throw scalar.place().wrong(scalar.text(), "write a whole number" + bounds);
    }

    static long wholeOrZero(Fields fields, String name) {
        return whole(fields, name, 0, Long.MAX_VALUE).orElse(0L);
    }

    /** Nanoseconds; empty if there is none. */
    static Optional<Long> duration(Fields fields, String name) {
        if (!(fields.get(name) instanceof Scalar scalar)) {
            return Optional.empty();
        }
        OptionalLong nanoseconds = GoUnits.duration(scalar.text());
        if (nanoseconds.isEmpty()) {
            throw scalar.place().wrong(scalar.text(), GoUnits.DURATION_REMEDY);
        }
        return Optional.of(nanoseconds.getAsLong());
    }

    static long durationOrZero(Fields fields, String name) {
        return duration(fields, name).orElse(0L);
    }

    /** Bytes; 0 if there is none. */
    static long size(Fields fields, String name) {
        return parsed(fields, name, GoUnits.size(fields.text(name).orElse("0")), GoUnits.SIZE_REMEDY);
    }

    /** Billionths of a processor; 0 if there is none. */
    static long nanoCpus(Fields fields, String name) {
        return parsed(
                fields,
                name,
                GoUnits.nanoCpus(fields.text(name).orElse("0")),
                "write a number such as \"0.5\", with at most nine digits after the decimal point");
    }

    private static long parsed(Fields fields, String name, OptionalLong number, String remedy) {
        return number.orElseThrow(() -> {
            Scalar scalar = (Scalar) fields.get(name);
            return scalar.place().wrong(scalar.text(), remedy);
        });
    }
}
