package dev.parley.offline.voice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KevinSpeakerTest {

    /** Two that load at once read each other's rules, now and then: index 29 out of bounds for length 11. */
    @Test
    void shouldLoadOneVoiceAtATime() throws Exception {
        CompletableFuture<KevinSpeaker> loaded = new CompletableFuture<>();
        Thread second = new Thread(() -> {
            try {
                loaded.complete(new KevinSpeaker(160));
            } catch (Exception failure) {
                loaded.completeExceptionally(failure);
            }
        });
        synchronized (KevinSpeaker.LOADING) {
            second.start();
            while (second.getState() != Thread.State.BLOCKED && !loaded.isDone()) {
                Thread.onSpinWait();
            }
            assertThat(loaded).isNotDone();
        }
        assertThat(loaded.get(30, TimeUnit.SECONDS)).isNotNull();
    }
}
