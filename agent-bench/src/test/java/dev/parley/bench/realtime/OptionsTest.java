package dev.parley.bench.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static Options options(String... arguments) {
        return Options.of(arguments, Set.of("n", "sessions", "out"));
    }

    @Test
    void shouldReadNamesWithValuesAndFillInTheRest() {
        Options options = options("--n", "7", "--sessions", "20, 100");

        assertThat(options.count("n", 1)).isEqualTo(7);
        assertThat(options.counts("sessions", "1")).containsExactly(20, 100);
        assertThat(options.counts("out", "3,4")).containsExactly(3, 4);
        assertThat(options.optional("out")).isEmpty();
    }

    @Test
    void shouldRefuseWhatItDoesNotKnowOrCannotRead() {
        assertThatThrownBy(() -> options("--m", "7"))
                .hasMessage("option: --m (expected: one of [--n, --out, --sessions])");
        assertThatThrownBy(() -> options("--n")).hasMessage("option --n: no value (expected: one after it)");
        assertThatThrownBy(() -> options("--n", "many").count("n", 1))
                .hasMessage("option --n: many (expected: 1 or more)");
        assertThatThrownBy(() -> options("--n", "0").count("n", 1)).hasMessage("option --n: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> options().text("out")).hasMessage("option --out: missing (expected: set)");
    }
}
