package dev.parley.offline.recognition;

import dev.parley.audio.AudioFrame;
import dev.parley.stt.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The decoders of one grammar. Its threads belong to the settings, so that more grammars don't mean more threads. */
final class DecoderPool {
    private static final int GRAMMARS_KEPT = 16;
    private static final long IDLE_SECONDS = 20;

    private static final Map<RecognizerSettings, ThreadPoolExecutor> THREADS = new ConcurrentHashMap<>();
    private static final Map<Key, DecoderPool> POOLS = new LinkedHashMap<>(32, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, DecoderPool> eldest) {
            return size() > GRAMMARS_KEPT; // its users keep it; only others can't find it any more
        }
    };

    private final RecognizerSettings settings;
    private final Loader loader;
    private final ThreadPoolExecutor threads;
    private final Deque<UtteranceDecoder> idle = new ConcurrentLinkedDeque<>();
    private volatile @Nullable Graphs graphs;

    /** Decoders of the graphs that the loader gives, which is asked once. */
    DecoderPool(RecognizerSettings settings, Loader loader) {
        this.settings = settings;
        this.loader = loader;
        threads = THREADS.computeIfAbsent(settings, DecoderPool::threads);
    }

    private record Key(String jsgf, RecognizerSettings settings) {}

    /** What all decoders of a grammar share. */
    record Graphs(CompiledGrammar sentences, CompiledGrammar sounds) {
        static Graphs of(String jsgf, RecognizerSettings settings) throws IOException {
            return new Graphs(CompiledGrammar.of(jsgf, settings), CompiledGrammar.phoneLoop(settings));
        }
    }

    /** Makes the graphs; takes seconds. */
    interface Loader {
        Graphs load() throws IOException;
    }

    static DecoderPool shared(String jsgf, RecognizerSettings settings) {
        synchronized (POOLS) {
            return POOLS.computeIfAbsent(
                    new Key(jsgf, settings), key -> new DecoderPool(settings, () -> Graphs.of(jsgf, settings)));
        }
    }

    CompletableFuture<Transcript> recognize(AudioFrame utterance) {
        CompletableFuture<Transcript> done = new CompletableFuture<>();
        AtomicBoolean begun = new AtomicBoolean();
        submit(done, begun, () -> {
            UtteranceDecoder polled = idle.poll();
            UtteranceDecoder decoder = polled == null ? decoder() : polled;
            begun.set(true);
            after(settings.deadline(), () -> done.completeExceptionally(new TimeoutException(tooSlow())));
            Transcript transcript = decoder.recognize(utterance, done::isDone);
            idle.push(decoder); // one that failed is not used again: nobody knows its state
            return transcript;
        });
        return done;
    }

    /** Loads model and grammar. */
    CompletableFuture<Integer> load() {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        submit(done, new AtomicBoolean(), () -> {
            idle.push(decoder());
            return idle.size();
        });
        return done;
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> void submit(CompletableFuture<T> done, AtomicBoolean begun, Work<T> work) {
        try {
            threads.execute(() -> run(done, work));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new IllegalStateException(
                    "utterances that wait for recognition: " + settings.queue()
                            + " (expected: fewer; raise parley.offline.recognizer.queue or parallel)",
                    e));
        }
        after(settings.loadDeadline(), () -> {
            if (!begun.get()) {
                done.completeExceptionally(new TimeoutException(notBegun()));
            }
        });
    }

    private static <T> void run(CompletableFuture<T> done, Work<T> work) {
        if (done.isDone()) {
            return; // nobody waits any more
        }
        try {
            done.complete(work.run());
        } catch (IOException e) {
            done.completeExceptionally(new UncheckedIOException(e));
        } catch (RuntimeException | Error e) { // the library throws bare Errors for its own bugs
            done.completeExceptionally(e);
        }
    }

    private String notBegun() {
        String waited = settings.loadDeadline().toMillis() + " ms (expected: sooner; ";
        return graphs == null
                ? "recogniser: model and grammar not loaded in " + waited
                        + "prewarm it, or raise parley.offline.recognizer.load-deadline)"
                : "recognition: not begun in " + waited
                        + "raise parley.offline.recognizer.parallel or load-deadline, or lower queue)";
    }

    private String tooSlow() {
        return "recognition: not done in " + settings.deadline().toMillis()
                + " ms (expected: sooner; see parley.offline.recognizer.deadline and parallel)";
    }

    private static void after(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(action);
    }

    private UtteranceDecoder decoder() throws IOException {
        Graphs loaded = graphs;
        if (loaded == null) {
            synchronized (this) {
                loaded = graphs;
                if (loaded == null) {
                    loaded = loader.load();
                    graphs = loaded;
                }
            }
        }
        return new UtteranceDecoder(loaded.sentences(), loaded.sounds(), settings);
    }

    private static ThreadPoolExecutor threads(RecognizerSettings settings) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                settings.parallel(),
                settings.parallel(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(Math.max(1, settings.queue())),
                task -> {
                    Thread thread = new Thread(task, "parley-recognizer-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
