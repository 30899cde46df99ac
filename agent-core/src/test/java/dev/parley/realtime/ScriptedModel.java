package dev.parley.realtime;

import akka.Done;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatItem;
import dev.parley.llm.ToolDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A realtime model whose conversations do what the test tells them, and keep what they were asked. */
final class ScriptedModel implements RealtimeModel {
    private final String name;
    private final Set<RealtimeCapability> capabilities;
    private final AudioFormat format;
    private boolean refusing;
    final List<Opened> opened = new ArrayList<>();

    ScriptedModel(String name, RealtimeCapability... capabilities) {
        this(name, AudioFormat.WIDEBAND, capabilities);
    }

    ScriptedModel(String name, AudioFormat format, RealtimeCapability... capabilities) {
        this.name = name;
        this.format = format;
        this.capabilities = Set.of(capabilities);
    }

    void refusing() {
        refusing = true;
    }

    /** The conversation that was opened last. */
    Opened last() {
        return opened.get(opened.size() - 1);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Set<RealtimeCapability> capabilities() {
        return capabilities;
    }

    @Override
    public AudioFormat inputFormat() {
        return format;
    }

    @Override
    public AudioFormat outputFormat() {
        return format;
    }

    @Override
    public RealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
        if (refusing) {
            throw new IllegalStateException("no such model");
        }
        Opened session = new Opened(setup, listener);
        opened.add(session);
        return session;
    }

    /** A message that the test writes. */
    static final class Message implements RealtimeMessage {
        private final String itemId;
        private final List<Consumer<Listener>> early = new ArrayList<>();
        private Listener target = new Ignoring();
        private boolean delivered;

        Message(String itemId) {
            this.itemId = itemId;
        }

        @Override
        public String itemId() {
            return itemId;
        }

        @Override
        public void deliverTo(Listener listener) {
            target = listener;
            delivered = true;
            early.forEach(piece -> piece.accept(listener));
        }

        void tell(Consumer<Listener> piece) {
            if (delivered) {
                piece.accept(target);
            } else {
                early.add(piece);
            }
        }

        private static final class Ignoring implements Listener {
            @Override
            public void text(String delta) {}

            @Override
            public void audio(AudioFrame frame) {}

            @Override
            public void end() {}

            @Override
            public void breakOff() {}
        }
    }

    /** One conversation. */
    static final class Opened implements RealtimeSession {
        final RealtimeSetup setup;
        final List<String> asked = new ArrayList<>();
        private final Consumer<? super RealtimeEvent> listener;
        private final CompletableFuture<Done> closed = new CompletableFuture<>();
        int frames;

        private Opened(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
            this.setup = setup;
            this.listener = listener;
        }

        void tell(RealtimeEvent event) {
            listener.accept(event);
        }

        void connects() {
            tell(new RealtimeEvent.SessionConnected());
        }

        void breaks(String why) {
            tell(new RealtimeEvent.ErrorOccurred(
                    new RealtimeFailure(RealtimeFailure.Kind.NETWORK, why, "look at the network", false)));
        }

        boolean isClosed() {
            return closed.isDone();
        }

        @Override
        public void pushAudio(AudioFrame frame) {
            frames++;
        }

        @Override
        public void commitAudio() {
            asked.add("commit");
        }

        @Override
        public void clearAudio() {
            asked.add("clear");
        }

        @Override
        public void addItem(ChatItem item) {
            asked.add("add " + item.id());
        }

        @Override
        public void addImage(RealtimeImage image) {
            asked.add("image");
        }

        @Override
        public void removeItem(String itemId) {
            asked.add("remove " + itemId);
        }

        @Override
        public void updateInstructions(String instructions) {
            asked.add("instructions " + instructions);
        }

        @Override
        public void updateTools(List<ToolDefinition> tools) {
            asked.add("tools " + tools.size());
        }

        @Override
        public void generateReply(RealtimeReply reply) {
            asked.add("reply " + reply.replyId());
        }

        @Override
        public void cancel(String replyId) {
            asked.add("cancel " + replyId);
        }

        @Override
        public void truncate(String itemId, Duration played) {
            asked.add("truncate " + itemId);
        }

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
