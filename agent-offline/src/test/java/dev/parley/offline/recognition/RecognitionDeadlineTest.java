package dev.parley.offline.recognition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.offline.recognition.DecoderPool.Graphs;
import dev.parley.stt.Transcript;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A recogniser whose loading takes as long as the test wants. */
@Timeout(120)
class RecognitionDeadlineTest {
    private static final AudioFrame QUIET = AudioFrame.silence(Duration.ofSeconds(1), AudioFormat.WIDEBAND);

    private final CountDownLatch loading = new CountDownLatch(1);

    @Test
    void shouldNotCountLoading() throws Exception {
        DecoderPool pool = pool("deadline = 20 ms, load-deadline = 100 s");

        CompletableFuture<Transcript> heard = pool.recognize(QUIET);

        assertThat(later(300, heard::isDone)).isFalse();
        loading.countDown();
        assertThat(heard.handle((transcript, failure) -> true).get(100, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void shouldFailWhenLoadingTakesTooLong() {
        DecoderPool pool = pool("load-deadline = 20 ms");

        assertThatThrownBy(() -> pool.recognize(QUIET).get(100, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining(
                        "recogniser: model and grammar not loaded in 20 ms (expected: sooner; prewarm it,");
        assertThatThrownBy(() -> pool.load().get(100, TimeUnit.SECONDS))
                .hasMessageContaining("recogniser: model and grammar not loaded in 20 ms");
        loading.countDown();
    }

    @Test
    void shouldFailWhenNoThreadIsFree() throws Exception {
        Graphs graphs = graphs();
        DecoderPool pool = new DecoderPool(settings("load-deadline = 3 s, parallel = 1, queue = 3"), () -> graphs);
        pool.load().get(100, TimeUnit.SECONDS);
        CountDownLatch busy = new CountDownLatch(1);
        DecoderPool slow = new DecoderPool(settings("load-deadline = 3 s, parallel = 1, queue = 3"), () -> {
            await(busy);
            return graphs();
        });
        CompletableFuture<Integer> blocked = slow.load();

        assertThatThrownBy(() -> pool.recognize(QUIET).get(100, TimeUnit.SECONDS))
                .hasMessageContaining("recognition: not begun in 3000 ms (expected: sooner;");
        assertThat(blocked).isCompletedExceptionally();
        busy.countDown();
    }

    private DecoderPool pool(String given) {
        return new DecoderPool(settings(given), () -> {
            await(loading);
            return graphs();
        });
    }

    private static RecognizerSettings settings(String given) {
        return RecognizerSettings.of(ConfigFactory.parseString("parley.offline.recognizer { " + given + " }")
                .withFallback(ConfigFactory.load()));
    }

    private static Graphs graphs() throws IOException {
        return Graphs.of(
                "#JSGF V1.0;\ngrammar dialogue;\npublic <sentence> = hello | goodbye;\n",
                RecognizerSettings.of(ConfigFactory.load()));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(100, TimeUnit.SECONDS)) {
                throw new IOException("latch: not opened in 100 s");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static <T> T later(long millis, java.util.function.Supplier<T> look) throws Exception {
        return CompletableFuture.supplyAsync(look, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .get(60, TimeUnit.SECONDS);
    }
}
