package dev.parley.offline.voice;

import akka.stream.Attributes;
import akka.stream.Outlet;
import akka.stream.SourceShape;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.AsyncCallback;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import dev.parley.audio.AudioFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Speaks sentence after sentence. A sentence is made in one go by a thread of the voice's own, which never waits for the
 * listener; the next one is begun when little of the last is left, so what waits here is at most two sentences.
 */
final class SpeechStage extends GraphStage<SourceShape<AudioFrame>> {
    private static final int FEW = 25;

    private final Outlet<AudioFrame> out = Outlet.create("speech.out");
    private final SourceShape<AudioFrame> shape = SourceShape.of(out);
    private final List<String> sentences;
    private final SpeakerPool speakers;

    SpeechStage(List<String> sentences, SpeakerPool speakers) {
        this.sentences = sentences;
        this.speakers = speakers;
    }

    @Override
    public SourceShape<AudioFrame> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final Iterator<String> open = sentences.iterator();
        private final Deque<AudioFrame> made = new ArrayDeque<>();
        private final AsyncCallback<AudioFrame> onFrame = createAsyncCallback(this::onFrame);
        private final AsyncCallback<Optional<Throwable>> onSpoken = createAsyncCallback(this::onSpoken);
        private Optional<SpeakerPool.Job> job = Optional.empty();

        Logic() {
            super(shape);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    goOn();
                }
            });
        }

        private void onFrame(AudioFrame frame) {
            made.add(frame);
            goOn();
        }

        private void onSpoken(Optional<Throwable> failure) {
            job = Optional.empty();
            failure.ifPresentOrElse(this::failStage, this::goOn);
        }

        private void goOn() {
            if (isAvailable(out) && !made.isEmpty()) {
                push(out, made.remove());
            }
            if (job.isEmpty() && made.size() < FEW) {
                if (open.hasNext()) {
                    job = Optional.of(speakers.speak(open.next(), onFrame::invoke, onSpoken::invoke));
                } else if (made.isEmpty()) {
                    completeStage();
                }
            }
        }

        @Override
        public void postStop() {
            job.ifPresent(SpeakerPool.Job::cancel);
        }
    }
}
