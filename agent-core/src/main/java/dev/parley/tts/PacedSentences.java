package dev.parley.tts;

import akka.stream.Attributes;
import akka.stream.FlowShape;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Sentences on their way to a voice, several at once and no sooner than what it has made is nearly played: the first by itself and
 * at once; then, whenever the voice has nothing more to make and its audio lasts no longer than the pacing says, all that wait, up
 * to the pacing's length. Audio is taken to be played from when its first part was made.
 *
 * <p>Design notes. Demand means that the voice has made what it was given. Sentences that wait are bounded by what a model writes
 * in one answer; without taking them in, nothing would be there to be put together. For one run.
 */
final class PacedSentences extends GraphStage<FlowShape<String, String>> {
    private static final Object WAITED = new Object();
    private static final int MOST_WAITING = 1024;

    private final Inlet<String> in = Inlet.create("paced.in");
    private final Outlet<String> out = Outlet.create("paced.out");
    private final FlowShape<String, String> shape = FlowShape.of(in, out);
    private final TextPacing pacing;
    private final InstantSource clock;
    private Optional<Instant> playedUntil = Optional.empty();

    PacedSentences(TextPacing pacing, InstantSource clock) {
        this.pacing = pacing;
        this.clock = clock;
    }

    /** Told of each frame that the voice has made, in the same stream. */
    SynthesizedAudio made(SynthesizedAudio audio) {
        playedUntil = Optional.of(
                playedUntil.orElseGet(clock::instant).plus(audio.frame().duration()));
        return audio;
    }

    @Override
    public FlowShape<String, String> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Pacing();
    }

    /** Sentences that wait. */
    private final class Pacing extends TimerGraphStageLogic {
        private final Deque<String> waiting = new ArrayDeque<>();
        private boolean first = true;

        private Pacing() {
            super(PacedSentences.this.shape());
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    waiting.add(grab(in));
                    takeIn();
                    give();
                }

                @Override
                public void onUpstreamFinish() {
                    if (waiting.isEmpty()) {
                        completeStage();
                    }
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    give();
                }
            });
        }

        @Override
        public void preStart() {
            pull(in);
        }

        @Override
        public void onTimer(Object key) {
            give();
        }

        private void takeIn() {
            if (waiting.size() < MOST_WAITING && !hasBeenPulled(in) && !isClosed(in)) {
                pull(in);
            }
        }

        private void give() {
            if (waiting.isEmpty() || !isAvailable(out)) {
                return;
            }
            Duration early = playedUntil
                    .map(end -> Duration.between(clock.instant(), end).minus(pacing.minRemainingAudio()))
                    .orElse(Duration.ZERO);
            if (first || early.isNegative() || early.isZero()) {
                push(out, batch());
                first = false;
                takeIn();
                if (waiting.isEmpty() && isClosed(in)) {
                    completeStage();
                }
            } else if (!isTimerActive(WAITED)) {
                scheduleOnce(WAITED, early);
            }
        }

        private String batch() {
            StringBuilder batch = new StringBuilder(waiting.remove());
            while (!first && !waiting.isEmpty() && batch.length() < pacing.maxTextLength()) {
                if (!Character.isWhitespace(batch.charAt(batch.length() - 1))) {
                    batch.append(' ');
                }
                batch.append(waiting.remove());
            }
            return batch.toString();
        }
    }
}
