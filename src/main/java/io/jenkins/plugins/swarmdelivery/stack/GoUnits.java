package io.jenkins.plugins.swarmdelivery.stack;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and numbers of processors as Docker's own programs read them. */
final class GoUnits {
    static final String DURATION_REMEDY = "write a number with its unit, such as 30s, 1m30s or 500ms";
    static final String SIZE_REMEDY = "write a number with its unit, such as 512M or 1.5g";

    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> NANOSECONDS = Map.of(
            "ns",
            1L,
            "us",
            1_000L,
            "µs",
            1_000L,
            "μs",
            1_000L,
            "ms",
            1_000_000L,
            "s",
            1_000_000_000L,
            "m",
            60_000_000_000L,
            "h",
            3_600_000_000_000L);
    private static final Pattern SIZE = Pattern.compile("([0-9.e+]*[0-9.]) ?([a-z]{0,3})");
    private static final String PREFIXES = "bkmgtp";
    private static final Pattern FRACTION = Pattern.compile("([0-9]{1,18})/([0-9]{1,18})");
    private static final int LONGEST = 60;
    private static final BigDecimal BILLION = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoUnits() {}

    /** Nanoseconds; empty if it is not a duration. */
    static OptionalLong duration(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return OptionalLong.of(0);
        }
        if (rest.isEmpty() || rest.length() > LONGEST) {
            return OptionalLong.empty();
        }
        BigDecimal sum = BigDecimal.ZERO;
        Matcher parts = PART.matcher(rest);
        for (int at = 0; at < rest.length(); at = parts.end()) {
            if (!parts.find(at) || parts.start() != at) {
                return OptionalLong.empty();
            }
            BigDecimal unit = BigDecimal.valueOf(NANOSECONDS.get(parts.group(2)));
            sum = sum.add(decimal(parts.group(1)).multiply(unit).setScale(0, RoundingMode.DOWN));
        }
        return whole(negative ? sum.negate() : sum);
    }

    private static BigDecimal decimal(String digits) {
        String padded = digits.startsWith(".") ? "0" + digits : digits;
        return new BigDecimal(padded.endsWith(".") ? padded + "0" : padded);
    }

    /** Bytes, with binary units; empty if it is not a size. */
    static OptionalLong size(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (text.length() > LONGEST || !matcher.matches()) {
            return OptionalLong.empty();
        }
        String unit = matcher.group(2);
        int power = unit.isEmpty() ? 0 : PREFIXES.indexOf(unit.charAt(0));
        boolean known =
                switch (unit.length()) {
                    case 0 -> true;
                    case 1 -> power >= 0;
                    case 2 -> power > 0 && unit.endsWith("b");
                    default -> power > 0 && unit.endsWith("ib");
                };
        try {
            double size = Double.parseDouble(matcher.group(1)) * Math.pow(1024, power);
            return known && size < Long.MAX_VALUE ? OptionalLong.of((long) size) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Billionths of a processor; empty if it is not a number, or has more decimal places. */
    static OptionalLong nanoCpus(String text) {
        Matcher fraction = FRACTION.matcher(text);
        try {
            if (fraction.matches()) {
                BigDecimal above = new BigDecimal(fraction.group(1)).multiply(BILLION);
                BigDecimal below = new BigDecimal(fraction.group(2));
                return below.signum() == 0 || above.remainder(below).signum() != 0
                        ? OptionalLong.empty()
                        : whole(above.divide(below));
            }
            if (text.length() > LONGEST || !text.matches("[-+]?[0-9.]+([eE][-+]?[0-9]{1,2})?")) {
                return OptionalLong.empty();
            }
            BigDecimal nano = new BigDecimal(text.startsWith(".") ? "0" + text : text).multiply(BILLION);
            return nano.stripTrailingZeros().scale() > 0 ? OptionalLong.empty() : whole(nano);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong whole(BigDecimal number) {
        return number.abs().compareTo(MOST) > 0 ? OptionalLong.empty() : OptionalLong.of(number.longValue());
    }
}
