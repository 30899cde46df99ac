package dev.parley.rtc.opus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NativeStateTest {
    private final Pointer memory = new Memory(8);

    @Test
    void shouldFreeOnce() {
        AtomicInteger freed = new AtomicInteger();
        NativeState state = new NativeState(this, "encoder", memory, 960, 100, unused -> freed.incrementAndGet());
        assertThat(state.open()).isEqualTo(memory);

        state.close();
        state.close();

        assertThat(freed).hasValue(1);
        assertThat(state.pcm().valid()).isFalse();
        assertThat(state.packet().valid()).isFalse();
        assertThatIllegalStateException().isThrownBy(state::open).withMessage("opus encoder: closed (expected: open)");
    }

    @Test
    void shouldFreeWhatItsOwnerForgotToClose() throws InterruptedException {
        CountDownLatch freed = new CountDownLatch(1);
        forget(freed);

        boolean done = false;
        for (int i = 0; i < 100 && !done; i++) {
            System.gc();
            done = freed.await(100, TimeUnit.MILLISECONDS);
        }
        assertThat(done).isTrue();
    }

    private void forget(CountDownLatch freed) {
        assertThat(new NativeState(new Object(), "decoder", memory, 960, 100, unused -> freed.countDown()).open())
                .isEqualTo(memory);
    }
}
