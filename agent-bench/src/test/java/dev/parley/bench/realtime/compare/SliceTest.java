package dev.parley.bench.realtime.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SliceTest {
    private static final String SERVER =
            "{\"counters\":{\"append_bytes\":960000},\"fn_to_response_create_us\":[1500,2500],"
                    + "\"per_session\":{\"0\":{\"barge_ns\":[1000000,9000000000]},\"1\":{\"barge_ns\":null}}}";
    private static final String CLIENT =
            "{\"out_latency\":{\"n\":9,\"p50_ms\":0.5,\"p99_ms\":2.5},\"allocated_bytes\":4096,"
                    + "\"errors\":2,\"barge_clear\":[[\"1\",1100000],[\"0\",900000],[\"0\",3000000],[\"0\",1500000]]}";

    private static Slice slice(String client, String server) throws Exception {
        ObjectMapper json = new ObjectMapper();
        return Slice.of(2, new ProcessorTime.Used(10, 0.5, 2), json.readTree(client), json.readTree(server));
    }

    @Test
    void shouldPutTogetherWhatClientAndServerHaveSeen() throws Exception {
        Slice slice = slice(CLIENT, SERVER);

        assertThat(slice.cpu()).isCloseTo(1.5, within(1e-9));
        assertThat(slice.others()).isCloseTo(0.2, within(1e-9));
        assertThat(slice.realtime()).isCloseTo(1.0, within(1e-9));
        assertThat(slice.out()).contains(new Quantiles(9, 0.5, 2.5));
        assertThat(slice.listener()).isEmpty();
        assertThat(slice.tools()).containsExactly(1.5, 2.5);
        assertThat(slice.allocated()).isCloseTo(204.8, within(1e-9));
        assertThat(slice.errors()).isEqualTo(2);
    }

    /** Of session 0: what was cleared before does not count, and the first after it does; the second time nobody reacted. */
    @Test
    void shouldPairEachBargeInWithTheFirstClearingAfterIt() throws Exception {
        Slice slice = slice(CLIENT, SERVER);

        assertThat(slice.clears()).containsExactly(0.5);
        assertThat(slice.missed()).isEqualTo(1);
    }

    @Test
    void shouldDoWithoutWhatWasNotTold() throws Exception {
        Slice slice = slice("{}", "{}");

        assertThat(slice.out()).isEmpty();
        assertThat(slice.clears()).isEmpty();
        assertThat(slice.tools()).isEmpty();
        assertThat(slice.realtime()).isZero();
    }

    @Test
    void shouldTakeMediansOfSlicesAndQuantilesOfTimes() {
        assertThat(Quantiles.medians(List.of(new Quantiles(1, 1, 9), new Quantiles(2, 3, 7), new Quantiles(3, 2, 8))))
                .contains(new Quantiles(6, 2, 8));
        assertThat(Quantiles.medians(List.of())).isEqualTo(Optional.empty());
        assertThat(Quantiles.of(List.of(3.0, 1.0, 2.0))).contains(new Quantiles(3, 2, 2));
        assertThat(Quantiles.of(List.of())).isEmpty();
    }
}
