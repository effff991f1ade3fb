package io.jenkins.plugins.swarmdelivery.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.swarmdelivery.stack.Value.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoScalarTest {
    @ParameterizedTest
    @CsvSource({
        "yes, TEXT, yes",
        "on, TEXT, on",
        "No, TEXT, No",
        "y, TEXT, y",
        "22:22, TEXT, 22:22",
        "1.2.3, TEXT, 1.2.3",
        "true, BOOLEAN, true",
        "False, BOOLEAN, false",
        "tRUE, TEXT, tRUE",
        "0440, INTEGER, 288",
        "0o440, INTEGER, 288",
        "0x1F, INTEGER, 31",
        "0b101, INTEGER, 5",
        "1_000, INTEGER, 1000",
        "-5, INTEGER, -5",
        "+5, INTEGER, 5",
        "089, NUMBER, 89",
        "1.50, NUMBER, 1.5",
        ".5, NUMBER, 0.5",
        "1e6, NUMBER, 1e+06",
        "100000.0, NUMBER, 100000",
        "0.00001, NUMBER, 1e-05",
        "12345678901234567890, INTEGER, 12345678901234567890",
        "123456789012345678901, NUMBER, 1.2345678901234568e+20",
        "~, NOTHING, ''",
        "null, NOTHING, ''",
        "Null, NOTHING, ''",
        "nULL, TEXT, nULL",
        "-, TEXT, -",
        "1e999, TEXT, 1e999",
        "0o, TEXT, 0o",
        "2001-01-01, TEXT, 2001-01-01"
    })
    void scalarsAreWhatGoTakesThemFor(String written, Kind kind, String text) {
        Value.Scalar scalar = GoScalar.resolve(Place.of("a.yml"), written);
        assertThat(scalar.type()).isEqualTo(kind);
        assertThat(scalar.text()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "30s, 30000000000",
        "1m30s, 90000000000",
        "1.5h, 5400000000000",
        "500ms, 500000000",
        "1us, 1000",
        "0, 0",
        "-2s, -2000000000",
        ".5s, 500000000",
        "1h2m3s4ms5us6ns, 3723004005006"
    })
    void durationsAreGos(String text, long nanoseconds) {
        assertThat(GoUnits.duration(text)).hasValue(nanoseconds);
    }

    @ParameterizedTest
    @CsvSource({"90", "''", "5 s", "s", "1d", "1m30", "999999999999999h", "--1s", "1..5s"})
    void whatGoTakesForNoDurationIsNone(String text) {
        assertThat(GoUnits.duration(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "50M, 52428800",
        "1.5g, 1610612736",
        "20mb, 20971520",
        "512KiB, 524288",
        "1024, 1024",
        "100 b, 100",
        "0, 0",
        "1tib, 1099511627776"
    })
    void sizesAreBinary(String text, long bytes) {
        assertThat(GoUnits.size(text)).hasValue(bytes);
    }

    @Test
    void whatIsNoSizeOrShareIsRefused() {
        assertThat(GoUnits.size("5 lots")).isEmpty();
        assertThat(GoUnits.size("-5M")).isEmpty();
        assertThat(GoUnits.size("1mi")).isEmpty();
        assertThat(GoUnits.size("")).isEmpty();
        assertThat(GoUnits.size("1e99g")).isEmpty();
        assertThat(GoUnits.nanoCpus("0.0000000001")).isEmpty();
        assertThat(GoUnits.nanoCpus("1/3")).isEmpty();
        assertThat(GoUnits.nanoCpus("1/0")).isEmpty();
        assertThat(GoUnits.nanoCpus("1/4")).hasValue(250_000_000);
        assertThat(GoUnits.nanoCpus("1e-2")).hasValue(10_000_000);
    }
}
