package io.jenkins.plugins.swarmdelivery.stack;

import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Resolves a scalar without quotes as Go's YAML library does: {@code yes}, {@code on} and {@code 22:22} are strings,
 * 0444 is octal. This is neither YAML 1.1 nor 1.2, but it is what Docker reads.
 */
final class GoScalar {
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
    private static final Set<String> NOTHING = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> ODD_NUMBERS = Set.of(
            ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF");
    private static final Pattern INTEGER =
            Pattern.compile("([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final int LONGEST_NUMBER = 100;

    private GoScalar() {}

    static Value.Scalar resolve(Place place, String written) {
        if (NOTHING.contains(written)) {
            return new Value.Scalar(place, Kind.NOTHING, "");
        }
        if (TRUE.contains(written) || FALSE.contains(written)) {
            return new Value.Scalar(place, Kind.BOOLEAN, written.toLowerCase(Locale.ROOT));
        }
        if (ODD_NUMBERS.contains(written)) {
            throw place.wrong(written, "no field accepts it; put it in quotes if it is a string");
        }
        String plain = written.replace("_", "");
        char first = written.charAt(0);
        boolean digits = (first >= '0' && first <= '9') || first == '-' || first == '+';
        if (written.length() > LONGEST_NUMBER || !(digits || first == '.')) {
            return Value.text(place, written);
        }
        if (digits && INTEGER.matcher(plain).matches()) {
            BigInteger number = integer(plain);
            if (number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0) {
                return new Value.Scalar(place, Kind.INTEGER, number.toString());
            }
        }
        if (NUMBER.matcher(plain).matches()) {
            double number = Double.parseDouble(plain);
            return Double.isInfinite(number)
                    ? Value.text(place, written)
                    : new Value.Scalar(place, Kind.NUMBER, printed(number));
        }
        return Value.text(place, written);
    }

    private static BigInteger integer(String plain) {
        boolean negative = plain.startsWith("-");
        String digits = plain.startsWith("-") || plain.startsWith("+") ? plain.substring(1) : plain;
        String lower = digits.toLowerCase(Locale.ROOT);
        BigInteger size;
        if (lower.startsWith("0x")) {
            size = new BigInteger(lower.substring(2), 16);
        } else if (lower.startsWith("0b")) {
            size = new BigInteger(lower.substring(2), 2);
        } else if (lower.startsWith("0o")) {
            size = new BigInteger(lower.substring(2), 8);
        } else if (lower.startsWith("0") && lower.length() > 1) {
            size = new BigInteger(lower, 8);
        } else {
            size = new BigInteger(lower);
        }
        return negative ? size.negate() : size;
    }

    /** As Go's %v prints a number: the shortest digits, with an exponent from 1e+06 and below 1e-4. */
    static String printed(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal digits = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -4 && exponent < 6) {
            return digits.toPlainString();
        }
        String all = digits.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "") + all.charAt(0) + (all.length() > 1 ? "." + all.substring(1) : "") + "e"
                + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }
}
