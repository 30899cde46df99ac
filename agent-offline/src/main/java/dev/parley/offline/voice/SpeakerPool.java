package dev.parley.offline.voice;

import dev.parley.audio.AudioFrame;
import java.io.IOException;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The threads that make sound, each with a speaker while it works: speakers are not thread-safe. Idle threads end after
 * a while; speakers are kept for the next sentence.
 */
final class SpeakerPool {
    private static final long IDLE_SECONDS = 20;

    private final VoiceSettings settings;
    private final ThreadPoolExecutor threads;
    private final Deque<Speaker> idle = new ConcurrentLinkedDeque<>();

    SpeakerPool(VoiceSettings settings) {
        this.settings = settings;
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                settings.parallel(),
                settings.parallel(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(Math.max(1, settings.queue())),
                task -> {
                    Thread thread = new Thread(task, "parley-voice-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** A sentence that is being spoken. */
    static final class Job {
        private volatile boolean cancelled;

        /** Ends the work within one frame. */
        void cancel() {
            cancelled = true;
        }

        boolean isCancelled() {
            return cancelled;
        }
    }

    /**
     * Speaks on a thread of the pool.
     *
     * @param onEnd told once, with the failure if there was one; also that the queue was full
     */
    Job speak(String sentence, Consumer<AudioFrame> onFrame, Consumer<Optional<Throwable>> onEnd) {
        Job job = new Job();
        try {
            threads.execute(() -> run(sentence, job, onFrame, onEnd));
        } catch (RejectedExecutionException e) {
            onEnd.accept(Optional.of(new IllegalStateException(
                    "sentences that wait for the voice: " + settings.queue()
                            + " (expected: fewer; raise parley.offline.voice.queue or parallel)",
                    e)));
        }
        return job;
    }

    /** Makes one speaker, which loads the voice; on a thread of the pool. */
    void load(Consumer<Optional<Throwable>> onEnd) {
        speak("", frame -> {}, onEnd);
    }

    /** Sentences under way or waiting. */
    int busy() {
        return threads.getActiveCount() + threads.getQueue().size();
    }

    private void run(String sentence, Job job, Consumer<AudioFrame> onFrame, Consumer<Optional<Throwable>> onEnd) {
        try {
            if (!job.isCancelled()) {
                Speaker polled = idle.poll();
                Speaker speaker = polled == null ? create() : polled;
                if (!sentence.isEmpty()) {
                    speaker.speak(sentence, frame -> {
                        if (!job.isCancelled()) {
                            onFrame.accept(frame);
                        }
                        return !job.isCancelled();
                    });
                }
                idle.push(speaker);
            }
            onEnd.accept(Optional.empty());
        } catch (IOException | RuntimeException | LinkageError e) {
            onEnd.accept(Optional.of(e)); // the speaker is not used again: nobody knows its state
        }
    }

    private Speaker create() throws IOException {
        return settings.engine() == VoiceSettings.Engine.KEVIN16
                ? new KevinSpeaker(settings.wordsPerMinute())
                : new EspeakSpeaker(settings);
    }
}
