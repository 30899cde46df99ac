package dev.parley.offline.recognition;

import dev.parley.audio.AudioFrame;
import dev.parley.stt.Transcript;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.atomic.AtomicInteger;

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

    private final Key key;
    private final ThreadPoolExecutor threads;
    private final Deque<UtteranceDecoder> idle = new ConcurrentLinkedDeque<>();
    private volatile @org.jspecify.annotations.Nullable Graphs graphs;

    private DecoderPool(Key key) {
        this.key = key;
        threads = THREADS.computeIfAbsent(key.settings(), DecoderPool::threads);
    }

    private record Key(String jsgf, RecognizerSettings settings) {}

    /** What all decoders of a grammar share. */
    private record Graphs(CompiledGrammar sentences, CompiledGrammar sounds) {}

    static DecoderPool shared(String jsgf, RecognizerSettings settings) {
        synchronized (POOLS) {
            return POOLS.computeIfAbsent(new Key(jsgf, settings), DecoderPool::new);
        }
    }

    CompletableFuture<Transcript> recognize(AudioFrame utterance) {
        CompletableFuture<Transcript> done = new CompletableFuture<>();
        submit(done, () -> {
            UtteranceDecoder polled = idle.poll();
            UtteranceDecoder decoder = polled == null ? decoder() : polled;
            Transcript transcript = decoder.recognize(utterance, done::isDone);
            idle.push(decoder); // one that failed is not used again: nobody knows its state
            return transcript;
        });
        long deadline = key.settings().deadline().toMillis();
        CompletableFuture.delayedExecutor(deadline, TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> done.completeExceptionally(new TimeoutException("recognition: not done in " + deadline
                        + " ms (expected: sooner; see parley.offline.recognizer.deadline and parallel)")));
        return done;
    }

    /** Loads model and grammar. */
    CompletableFuture<Integer> load() {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        submit(done, () -> {
            idle.push(decoder());
            return idle.size();
        });
        return done;
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> void submit(CompletableFuture<T> done, Work<T> work) {
        try {
            threads.execute(() -> run(done, work));
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new IllegalStateException(
                    "utterances that wait for recognition: " + key.settings().queue()
                            + " (expected: fewer; raise parley.offline.recognizer.queue or parallel)",
                    e));
        }
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

    private UtteranceDecoder decoder() throws IOException {
        Graphs loaded = graphs;
        if (loaded == null) {
            synchronized (this) {
                loaded = graphs;
                if (loaded == null) {
                    loaded = new Graphs(
                            CompiledGrammar.of(key.jsgf(), key.settings()), CompiledGrammar.phoneLoop(key.settings()));
                    graphs = loaded;
                }
            }
        }
        return new UtteranceDecoder(loaded.sentences(), loaded.sounds(), key.settings());
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
