package dev.parley.realtime.livekit;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.speech.MediaClock;
import dev.parley.speech.SharedMediaClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A tone that swells like speech: Opus leaves out a steady one as it does silence. */
record Tone(AudioFormat format, int hertz) {
    private static final int SYLLABLES = 4;

    /** Paced by core's media clock, as a session's output is. */
    Source<AudioFrame, NotUsed> frames(Duration time, ActorSystem<?> system) {
        int last = (int) (time.toMillis() / MediaClock.PERIOD.toMillis());
        return Source.<Integer>queue(16)
                .mapMaterializedValue(queue -> {
                    AtomicInteger beats = new AtomicInteger();
                    Runnable end = SharedMediaClock.of(system).onBeat(() -> queue.offer(beats.getAndIncrement()));
                    system.getWhenTerminated().thenRun(end);
                    return NotUsed.getInstance();
                })
                .take(last)
                .map(this::frame);
    }

    private AudioFrame frame(int number) {
        short[] pcm = new short[format.samplesFor(MediaClock.PERIOD)];
        for (int i = 0; i < pcm.length; i++) {
            double at = (double) (number * pcm.length + i) / format.sampleRate();
            double loudness = 5_000 + 4_000 * Math.sin(2 * Math.PI * SYLLABLES * at);
            pcm[i] = (short) (loudness * Math.sin(2 * Math.PI * hertz * at));
        }
        return AudioFrame.ofSamples(pcm, format);
    }

    /** Completes when a second of this pitch was heard; fails with what was heard instead if none comes in time. */
    static CompletionStage<Integer> heard(Source<AudioFrame, NotUsed> audio, int hertz, ActorSystem<?> system) {
        List<Integer> others = new CopyOnWriteArrayList<>();
        return audio.grouped(50)
                .map(Tone::pitch)
                .filter(pitch -> isNear(pitch, hertz) || !others.add(pitch))
                .runWith(Sink.headOption(), system)
                .thenApply(found -> found.orElseThrow(
                        () -> new AssertionError("heard pitches " + others + " (expected: " + hertz + " Hz)")));
    }

    static boolean isNear(int pitch, int hertz) {
        return Math.abs(pitch - hertz) <= 10;
    }

    private static int pitch(List<AudioFrame> frames) {
        int crossings = 0;
        int samples = 0;
        int last = 0;
        for (AudioFrame frame : frames) {
            for (int i = 0; i < frame.samples(); i++) {
                if (last < 0 && frame.sample(i) >= 0) {
                    crossings++;
                }
                last = frame.sample(i);
            }
            samples += frame.samples();
        }
        return Math.round((float) crossings * frames.get(0).format().sampleRate() / samples);
    }
}
