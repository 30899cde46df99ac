package dev.parley.session.internal;

import akka.Done;
import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.GraphStageWithMaterializedValue;
import akka.stream.stage.TimerGraphStageLogic;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.audio.Resampler;
import dev.parley.speech.SentenceAudio;
import dev.parley.tts.SynthesizedAudio;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Writes the audio of a segment into the playout, no faster than it has room, in the playout's format. Materialises to the
 * end of the audio: failed if the voice failed, or gave nothing for {@link #PATIENCE} though it had all of its text. The first
 * wait is exact, later ones end between once and twice that, so that a frame costs no timer.
 */
final class SegmentSink extends GraphStageWithMaterializedValue<SinkShape<SynthesizedAudio>, CompletionStage<Done>> {
    /** Longer than all attempts of a voice take together, which fail by themselves. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Inlet<SynthesizedAudio> inlet = Inlet.create("segment");
    private final SentenceAudio target;
    private final AudioFormat format;

    SegmentSink(SentenceAudio target, AudioFormat format) {
        this.target = target;
        this.format = format;
    }

    @Override
    public SinkShape<SynthesizedAudio> shape() {
        return SinkShape.of(inlet);
    }

    @Override
    public Tuple2<GraphStageLogic, CompletionStage<Done>> createLogicAndMaterializedValue(Attributes attributes) {
        CompletableFuture<Done> end = new CompletableFuture<>();
        return new Tuple2<>(new Writing(end), end);
    }

    /** One segment being written. */
    private final class Writing extends TimerGraphStageLogic {
        private static final String SILENCE = "silence";

        private final CompletableFuture<Done> end;
        private @Nullable Resampler resampler;
        private @Nullable AudioFormat resampled;
        private long pulls;
        private long timed;

        private Writing(CompletableFuture<Done> end) {
            super(SegmentSink.this.shape());
            this.end = end;
            setHandler(inlet, new AbstractInHandler() {
                @Override
                public void onPush() {
                    take(grab(inlet));
                    pullWhenRoom();
                }

                @Override
                public void onUpstreamFinish() {
                    flush();
                    end.complete(Done.getInstance());
                    completeStage();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    end.completeExceptionally(failure);
                    failStage(failure);
                }
            });
        }

        @Override
        public void preStart() {
            pullWithPatience();
        }

        private void take(SynthesizedAudio audio) {
            write(audio.frame());
            audio.timings().forEach(target::timed);
        }

        private void write(AudioFrame frame) {
            if (frame.byteCount() == 0) {
                return;
            }
            if (frame.format().equals(format)) {
                flush();
                target.write(frame);
                return;
            }
            if (resampler == null || !frame.format().equals(resampled)) {
                flush();
                resampler = Resampler.between(frame.format(), format);
                resampled = frame.format();
            }
            target.write(resampler.accept(frame));
        }

        private void flush() {
            if (resampler != null) {
                target.write(resampler.flush());
                resampler = null;
            }
        }

        private void pullWhenRoom() {
            if (target.hasRoom()) {
                pullWithPatience();
                return;
            }
            AsyncCallback<Done> room = createAsyncCallback(done -> {
                if (!hasBeenPulled(inlet) && !isClosed(inlet)) {
                    pullWithPatience();
                }
            });
            target.onRoom(() -> room.invoke(Done.getInstance()));
        }

        private void pullWithPatience() {
            pulls++;
            if (!isTimerActive(SILENCE)) {
                time();
            }
            pull(inlet);
        }

        private void time() {
            timed = pulls;
            scheduleOnce(SILENCE, PATIENCE);
        }

        /** While text may still come, it is not the voice that is waited for; nor while there is no room. */
        @Override
        public void onTimer(Object key) {
            if (!hasBeenPulled(inlet)) {
                return;
            }
            if (timed != pulls || !target.textEnded()) {
                time();
                return;
            }
            TimeoutException late = new TimeoutException(
                    "voice: no audio for " + PATIENCE.toSeconds() + " s (expected: the rest of its text, or an end)");
            end.completeExceptionally(late);
            failStage(late);
        }

        @Override
        public void postStop() {
            end.completeExceptionally(new CancellationException("synthesis stopped"));
        }
    }
}
