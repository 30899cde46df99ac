package dev.parley.worker.http;

import akka.http.javadsl.model.ws.BinaryMessage;
import akka.http.javadsl.model.ws.Message;
import akka.http.javadsl.model.ws.TextMessage;
import akka.stream.Attributes;
import akka.stream.FanInShape2;
import akka.stream.Inlet;
import akka.stream.Outlet;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.AbstractOutHandler;
import akka.stream.stage.GraphStage;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import akka.util.ByteString;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.session.SessionEvent;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeoutException;

/**
 * The last buffer before a caller's socket: the agent's voice and what is told beside it.
 *
 * <p>Design notes. Both inlets are always pulled, so that nothing waits upstream. What is told goes first: control is
 * never queued behind audio. A caller that does not read loses the oldest voice beyond one second (counted); one that
 * leaves {@value #MOST_TEXTS} texts unread gets one last error and is cut off. When playback is cleared, the voice that
 * waits here is dropped before the event goes out; session and stage run fused, so that no frame of the cut speech can
 * come after its event.
 */
final class CallerOutbound extends GraphStage<FanInShape2<AudioFrame, Outgoing, Message>> {
    static final int MOST_FRAMES = 50;
    static final int MOST_TEXTS = 256;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final String GIVE_UP = "give-up";

    private final Inlet<AudioFrame> voice = Inlet.create("CallerOutbound.voice");
    private final Inlet<Outgoing> told = Inlet.create("CallerOutbound.told");
    private final Outlet<Message> out = Outlet.create("CallerOutbound.out");
    private final FanInShape2<AudioFrame, Outgoing, Message> shape = new FanInShape2<>(voice, told, out);
    private final AudioFormat from;
    private final AudioFormat to;
    private final Counter droppedFrames;
    private final Counter slowCallers;

    CallerOutbound(AudioFormat from, AudioFormat to, Counter droppedFrames, Counter slowCallers) {
        this.from = from;
        this.to = to;
        this.droppedFrames = droppedFrames;
        this.slowCallers = slowCallers;
    }

    @Override
    public FanInShape2<AudioFrame, Outgoing, Message> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private final VoiceFrames cutter = new VoiceFrames(from, to);
        private final Deque<ByteString> frames = new ArrayDeque<>();
        private final Deque<Outgoing> texts = new ArrayDeque<>();
        private boolean nothingFollows;

        Logic() {
            super(shape);
            setHandler(voice, new VoiceIn());
            setHandler(told, new ToldIn());
            setHandler(out, new Sending());
        }

        @Override
        public void preStart() {
            pull(voice);
            pull(told);
        }

        @Override
        public void onTimer(Object key) {
            failStage(new TimeoutException("caller's socket: its last message was not read for "
                    + LAST_WORDS.toSeconds() + " s (expected: a caller that reads)"));
        }

        private void onVoice(AudioFrame frame) {
            cutter.accept(frame, this::keep);
            send();
            pull(voice);
        }

        private void keep(ByteString frame) {
            if (frames.size() == MOST_FRAMES) {
                frames.removeFirst();
                droppedFrames.increment();
            }
            frames.addLast(frame);
        }

        private void onTold(Outgoing text) {
            if (text instanceof Outgoing.Happened happened) {
                if (happened.event() instanceof SessionEvent.PlaybackCleared) {
                    frames.clear();
                    cutter.discard();
                } else if (happened.event() instanceof SessionEvent.SpeechFinished) {
                    cutter.flush(this::keep);
                }
            }
            if (texts.size() == MOST_TEXTS) {
                cutOff();
            } else {
                texts.addLast(text);
                send();
                pull(told);
            }
        }

        private void cutOff() {
            slowCallers.increment();
            frames.clear();
            texts.clear();
            texts.addLast(Outgoing.error(ApiFailure.overloaded("caller: left " + MOST_TEXTS
                    + " events unread (expected: a caller that reads its socket); connect again")));
            cancel(voice);
            cancel(told);
            finish();
        }

        private void finish() {
            nothingFollows = true;
            scheduleOnce(GIVE_UP, LAST_WORDS);
            send();
        }

        private void send() {
            if (isAvailable(out)) {
                if (!texts.isEmpty()) {
                    push(out, TextMessage.create(texts.removeFirst().json()));
                } else if (!frames.isEmpty()) {
                    push(out, BinaryMessage.create(frames.removeFirst()));
                }
            }
            if (nothingFollows && texts.isEmpty()) {
                completeStage();
            }
        }

        /** The voice's end says nothing of the events'. */
        private final class VoiceIn extends AbstractInHandler {
            @Override
            public void onPush() {
                onVoice(grab(voice));
            }

            @Override
            public void onUpstreamFinish() {}
        }

        private final class ToldIn extends AbstractInHandler {
            @Override
            public void onPush() {
                onTold(grab(told));
            }

            @Override
            public void onUpstreamFinish() {
                finish();
            }
        }

        private final class Sending extends AbstractOutHandler {
            @Override
            public void onPull() {
                send();
            }
        }
    }
}
