package dev.parley.session;

import akka.Done;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatItem;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeImage;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.RealtimeSession;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.testkit.live.Hum;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A realtime model that answers all it is asked with one spoken message.
 *
 * @param breaks whether it is lost in the middle of its first answer
 * @param replies what was asked of it
 * @param setups what its conversations began with, and what they were told to do since
 */
record SpeakingModel(
        String name,
        String text,
        Duration audio,
        boolean breaks,
        List<RealtimeSetup> setups,
        List<RealtimeReply> replies)
        implements RealtimeModel {

    static SpeakingModel of(String name, String text, Duration audio) {
        return new SpeakingModel(name, text, audio, false, new CopyOnWriteArrayList<>(), new CopyOnWriteArrayList<>());
    }

    SpeakingModel breaking() {
        return new SpeakingModel(name, text, audio, true, setups, replies);
    }

    @Override
    public Set<RealtimeCapability> capabilities() {
        return Set.of(
                RealtimeCapability.AUDIO_OUTPUT,
                RealtimeCapability.MESSAGE_TRUNCATION,
                RealtimeCapability.PER_RESPONSE_TOOL_CHOICE);
    }

    @Override
    public AudioFormat inputFormat() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public AudioFormat outputFormat() {
        return AudioFormat.WIDEBAND;
    }

    @Override
    public RealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
        setups.add(setup);
        Conversation conversation = new Conversation(this, listener);
        listener.accept(new RealtimeEvent.SessionConnected());
        return conversation;
    }

    /** A message that is there as a whole, or as a half. */
    private record Message(SpeakingModel model, String itemId) implements RealtimeMessage {

        @Override
        public void deliverTo(Listener listener) {
            listener.text(model.text);
            Duration said = model.breaks ? model.audio.dividedBy(2) : model.audio;
            for (Duration at = Duration.ZERO; at.compareTo(said) < 0; at = at.plusMillis(100)) {
                listener.audio(Hum.frame(AudioFormat.WIDEBAND, Duration.ofMillis(100)));
            }
            if (!model.breaks) {
                listener.end();
            }
        }
    }

    private static final class Conversation implements RealtimeSession {
        private final SpeakingModel model;
        private final Consumer<? super RealtimeEvent> listener;
        private final CompletableFuture<Done> closed = new CompletableFuture<>();

        private Conversation(SpeakingModel model, Consumer<? super RealtimeEvent> listener) {
            this.model = model;
            this.listener = listener;
        }

        @Override
        public void generateReply(RealtimeReply reply) {
            model.replies.add(reply);
            String id = reply.replyId();
            listener.accept(new RealtimeEvent.GenerationCreated(id, true));
            listener.accept(new RealtimeEvent.MessageStarted(id, new Message(model, model.name + "_" + id)));
            listener.accept(
                    model.breaks
                            ? new RealtimeEvent.ErrorOccurred(new dev.parley.realtime.RealtimeFailure(
                                    dev.parley.realtime.RealtimeFailure.Kind.NETWORK, "gone", "", false))
                            : new RealtimeEvent.GenerationEnded(id, RealtimeEvent.Outcome.COMPLETED, ""));
        }

        @Override
        public void pushAudio(AudioFrame frame) {}

        @Override
        public void commitAudio() {}

        @Override
        public void clearAudio() {}

        @Override
        public void addItem(ChatItem item) {}

        @Override
        public void addImage(RealtimeImage image) {}

        @Override
        public void removeItem(String itemId) {}

        @Override
        public void updateInstructions(String instructions) {
            model.setups.add(RealtimeSetup.of("changed", instructions));
        }

        @Override
        public void updateTools(List<ToolDefinition> tools) {}

        @Override
        public void cancel(String replyId) {}

        @Override
        public void truncate(String itemId, Duration played) {}

        @Override
        public long droppedFrames() {
            return 0;
        }

        @Override
        public void close() {
            if (closed.complete(Done.getInstance())) {
                listener.accept(new RealtimeEvent.SessionEnded());
            }
        }

        @Override
        public CompletionStage<Done> whenClosed() {
            return closed;
        }
    }
}
