package dev.parley.bench.realtime;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.RealtimeSession;
import dev.parley.realtime.RealtimeSetup;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Another model, whose audio is looked at once the session has handed it to its playout: the place where a peer's session
 * hands audio to its output, which plays it by its own clock.
 */
final class WatchedModel implements RealtimeModel {
    private final RealtimeModel model;
    private final Samples samples;

    WatchedModel(RealtimeModel model, Samples samples) {
        this.model = model;
        this.samples = samples;
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Set<RealtimeCapability> capabilities() {
        return model.capabilities();
    }

    @Override
    public AudioFormat inputFormat() {
        return model.inputFormat();
    }

    @Override
    public AudioFormat outputFormat() {
        return model.outputFormat();
    }

    @Override
    public RealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
        return model.open(setup, event -> {
            if (event instanceof RealtimeEvent.ErrorOccurred) {
                samples.failed();
            }
            listener.accept(
                    event instanceof RealtimeEvent.MessageStarted started
                            ? new RealtimeEvent.MessageStarted(started.replyId(), new Watched(started.message()))
                            : event);
        });
    }

    private final class Watched implements RealtimeMessage {
        private final RealtimeMessage message;
        private final byte[] mark = new byte[Marks.SIZE];

        private Watched(RealtimeMessage message) {
            this.message = message;
        }

        @Override
        public String itemId() {
            return message.itemId();
        }

        @Override
        public void deliverTo(Listener listener) {
            message.deliverTo(new Listener() {
                @Override
                public void text(String delta) {
                    listener.text(delta);
                }

                @Override
                public void audio(AudioFrame frame) {
                    listener.audio(frame);
                    samples.handedOut(sentAt(frame), frame.byteCount());
                }

                @Override
                public void end() {
                    listener.end();
                }

                @Override
                public void breakOff() {
                    listener.breakOff();
                }
            });
        }

        private long sentAt(AudioFrame frame) {
            int last = Marks.lastBlock(frame.byteCount());
            if (last < 0) {
                return Marks.ABSENT;
            }
            frame.copyTo(last, Marks.SIZE, mark, 0);
            return Marks.sentAt(mark, 0);
        }
    }
}
