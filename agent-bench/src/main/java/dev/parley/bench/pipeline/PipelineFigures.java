package dev.parley.bench.pipeline;

import dev.parley.audio.AudioFrame;
import dev.parley.bench.realtime.ClientProtocol;
import dev.parley.bench.realtime.Latencies;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** What the fakes and callers of all sessions have seen since they were last asked. Thread-safe. */
final class PipelineFigures implements ClientProtocol.Figures {
    private final LongAdder heard = new LongAdder();
    private final LongAdder playedBytes = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Latencies decisions = new Latencies();
    private final Latencies ticks = new Latencies();
    private long turns;
    private long transcripts;

    /** The recogniser was given a frame of the caller's. */
    void heard() {
        heard.increment();
    }

    /** The listener was given this: some of an answer, or the silence behind one. */
    void played(AudioFrame frame) {
        if (frame.sample(0) != 0) {
            playedBytes.add(frame.byteCount());
        }
    }

    void failed() {
        errors.increment();
    }

    /**
     * The language model was asked, now.
     *
     * @param due when the turn was to be decided, in nanoseconds of {@link System#nanoTime}
     * @param lastInput what is to be answered
     */
    synchronized void asked(long due, String lastInput) {
        decisions.add(System.nanoTime() - due);
        turns++;
        transcripts += lastInput.equals(Timetable.TRANSCRIPT) ? 1 : 0;
    }

    /** The callers were given their turn so many nanoseconds late. */
    synchronized void ticked(long lateness) {
        ticks.add(lateness);
    }

    @Override
    public synchronized void forget() {
        heard.reset();
        playedBytes.reset();
        errors.reset();
        decisions.clear();
        ticks.clear();
        turns = 0;
        transcripts = 0;
    }

    @Override
    public synchronized String take() {
        String json = String.format(
                Locale.ROOT,
                "{\"turns\":%d,\"transcripts\":%d,\"frames_heard\":%d,\"audio_out_s\":%.3f,"
                        + "\"decision\":%s,\"frames_late\":%s,\"errors\":%d}",
                turns,
                transcripts,
                heard.sum(),
                playedBytes.sum() / (double) ScriptedModels.VOICE.bytesFor(Duration.ofSeconds(1)),
                decisions.toJson(),
                ticks.toJson(),
                errors.sum());
        forget();
        return json;
    }
}
