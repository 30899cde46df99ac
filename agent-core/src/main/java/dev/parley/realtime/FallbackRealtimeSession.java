package dev.parley.realtime;

import akka.Done;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.RealtimeModelFallbackAdapter.OpenAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that outlives its model. Thread-safe.
 *
 * <p>Design notes. The models' connections are numbered; what an earlier one still tells is not passed on. State is guarded by
 * this object's monitor; the listener is called outside of it, by one thread at a time, from a queue that is as short as the
 * listener is quick. Calls into a model are made under the monitor: a model's methods neither block nor wait.
 */
final class FallbackRealtimeSession implements RealtimeSession {
    private final RealtimeModelFallbackAdapter adapter;
    private final Consumer<? super RealtimeEvent> listener;
    private final Queue<RealtimeEvent> outbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger untold = new AtomicInteger();
    private final LongAdder dropped = new LongAdder();
    private final CompletableFuture<Done> closed = new CompletableFuture<>();
    private final Map<String, OpenReply> replies = new LinkedHashMap<>();
    private RealtimeSetup setup;
    private @Nullable RealtimeModel serving;
    private volatile @Nullable RealtimeSession active;
    private @Nullable Instant brokenSince;
    private int connection;
    private boolean ending;

    /**
     * An answer that is not over.
     *
     * @param asked empty if the model began it by itself
     * @param begun whether it has been told of
     */
    private record OpenReply(Optional<RealtimeReply> asked, boolean begun, List<BreakableMessage> messages) {
        OpenReply asBegun() {
            return new OpenReply(asked, true, messages);
        }
    }

    FallbackRealtimeSession(
            RealtimeModelFallbackAdapter adapter, RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
        this.adapter = adapter;
        this.setup = setup;
        this.listener = listener;
    }

    /** Opens the first connection; a model that refuses at once is passed over. */
    void begin() {
        synchronized (this) {
            connect(adapter.next().orElse(adapter.members().get(0)));
        }
        tell();
    }

    // --- connections, under the monitor

    private void connect(RealtimeModel model) {
        int number = ++connection;
        serving = model;
        try {
            RealtimeSession opened = model.open(setup, event -> onEvent(number, event));
            if (number == connection) {
                active = opened;
            } else {
                opened.close(); // it failed while it was opened, and another one is there
            }
        } catch (RuntimeException refused) {
            onBroken(new RealtimeFailure(
                    RealtimeFailure.Kind.PROVIDER, model.name() + ": " + refused.getMessage(), "", false));
        }
    }

    /** The model that serves is lost: the next one takes over, or all is over. */
    private void onBroken(RealtimeFailure failure) {
        RealtimeModel lost = serving;
        if (lost == null || ending) {
            return;
        }
        adapter.failed(lost, new IllegalStateException(failure.text()));
        Optional<RealtimeModel> next = adapter.next();
        if (next.isEmpty()) {
            serving = null;
            outbox.add(new RealtimeEvent.ErrorOccurred(failure));
            return;
        }
        outbox.add(new RealtimeEvent.ErrorOccurred(
                new RealtimeFailure(failure.kind(), failure.message(), failure.remedy(), true)));
        if (brokenSince == null) {
            brokenSince = adapter.clock().instant();
        }
        RealtimeSession old = active;
        active = null;
        connection++;
        if (old != null) {
            dropped.add(old.droppedFrames());
            old.close();
        }
        Map<String, OpenReply> open = new LinkedHashMap<>(replies);
        replies.clear();
        open.forEach(this::breakOff);
        connect(next.get());
        open.values().forEach(this::askAgain);
    }

    private void breakOff(String replyId, OpenReply reply) {
        reply.messages().forEach(BreakableMessage::breakOff);
        boolean regenerated = adapter.openAnswer() == OpenAnswer.REGENERATED;
        if (reply.begun() || !regenerated) {
            RealtimeEvent.Outcome outcome =
                    regenerated ? RealtimeEvent.Outcome.CUT_OFF : RealtimeEvent.Outcome.INCOMPLETE;
            outbox.add(new RealtimeEvent.GenerationEnded(replyId, outcome, "its model failed"));
        }
    }

    /** Of one that was begun it is for the session to ask how it goes on. */
    private void askAgain(OpenReply reply) {
        if (!reply.begun() && adapter.openAnswer() == OpenAnswer.REGENERATED) {
            reply.asked().ifPresent(this::generateReply);
        }
    }

    // --- what models tell

    private void onEvent(int number, RealtimeEvent event) {
        synchronized (this) {
            if (number != connection) {
                return;
            }
            take(event);
        }
        tell();
    }

    private void take(RealtimeEvent event) {
        if (event instanceof RealtimeEvent.ErrorOccurred error
                && !error.failure().recoverable()) {
            onBroken(error.failure());
        } else if (event instanceof RealtimeEvent.SessionConnected) {
            onConnected();
        } else if (event instanceof RealtimeEvent.GenerationCreated created) {
            replies.merge(
                    created.replyId(),
                    new OpenReply(Optional.empty(), true, new ArrayList<>()),
                    (known, begun) -> known.asBegun());
            outbox.add(event);
        } else if (event instanceof RealtimeEvent.MessageStarted started) {
            outbox.add(new RealtimeEvent.MessageStarted(started.replyId(), breakable(started)));
        } else if (event instanceof RealtimeEvent.GenerationEnded ended) {
            replies.remove(ended.replyId());
            outbox.add(event);
        } else if (event instanceof RealtimeEvent.SessionEnded) {
            ending = true;
            outbox.add(event);
            closed.complete(Done.getInstance());
        } else {
            outbox.add(event);
        }
    }

    private void onConnected() {
        RealtimeModel model = serving;
        Instant since = brokenSince;
        brokenSince = null;
        if (model != null) {
            adapter.served(model);
        }
        outbox.add(
                since == null || model == null
                        ? new RealtimeEvent.SessionConnected()
                        : new RealtimeEvent.SessionReconnected(
                                Duration.between(since, adapter.clock().instant()),
                                "another model failed; this one is " + model.name()));
    }

    private BreakableMessage breakable(RealtimeEvent.MessageStarted started) {
        BreakableMessage message = new BreakableMessage(started.message());
        OpenReply reply = replies.get(started.replyId());
        if (reply != null) {
            reply.messages().add(message);
        }
        return message;
    }

    /** Whoever adds to the outbox while another thread tells leaves it to that one. */
    private void tell() {
        if (untold.getAndIncrement() > 0) {
            return;
        }
        int told = 1;
        while (told > 0) {
            for (RealtimeEvent event = outbox.poll(); event != null; event = outbox.poll()) {
                listener.accept(event);
            }
            told = untold.addAndGet(-told);
        }
    }

    private synchronized void with(Consumer<RealtimeSession> action) {
        RealtimeSession current = active;
        if (current != null) {
            action.accept(current);
        }
    }

    // --- what is asked of the conversation

    @Override
    public void pushAudio(AudioFrame frame) {
        RealtimeSession current = active;
        if (current == null) {
            dropped.increment();
        } else {
            current.pushAudio(frame);
        }
    }

    @Override
    public void commitAudio() {
        with(RealtimeSession::commitAudio);
    }

    @Override
    public void clearAudio() {
        with(RealtimeSession::clearAudio);
    }

    @Override
    public synchronized void addItem(ChatItem item) {
        ChatContext known = setup.conversation();
        if (known.byId(item.id()).isEmpty()) {
            setup = setup.withConversation(known.with(item));
        }
        with(current -> current.addItem(item));
    }

    @Override
    public void addImage(RealtimeImage image) {
        with(current -> current.addImage(image));
    }

    @Override
    public synchronized void removeItem(String itemId) {
        ChatContext known = setup.conversation();
        if (known.byId(itemId).isPresent()) {
            setup = setup.withConversation(known.remove(itemId));
        }
        with(current -> current.removeItem(itemId));
    }

    @Override
    public synchronized void updateInstructions(String instructions) {
        setup = setup.withInstructions(instructions);
        with(current -> current.updateInstructions(instructions));
    }

    @Override
    public synchronized void updateTools(List<ToolDefinition> tools) {
        setup = setup.withTools(tools);
        with(current -> current.updateTools(tools));
    }

    @Override
    public synchronized void generateReply(RealtimeReply reply) {
        replies.put(reply.replyId(), new OpenReply(Optional.of(reply), false, new ArrayList<>()));
        with(current -> current.generateReply(reply));
    }

    @Override
    public synchronized void cancel(String replyId) {
        OpenReply reply = replies.get(replyId);
        if (reply != null && !reply.begun()) {
            replies.remove(replyId);
        }
        with(current -> current.cancel(replyId));
    }

    @Override
    public void truncate(String itemId, Duration played) {
        with(current -> current.truncate(itemId, played));
    }

    @Override
    public synchronized Optional<String> servedBy() {
        return Optional.ofNullable(serving).map(RealtimeModel::name);
    }

    @Override
    public long droppedFrames() {
        RealtimeSession current = active;
        return dropped.sum() + (current == null ? 0 : current.droppedFrames());
    }

    @Override
    public void close() {
        boolean nobody;
        synchronized (this) {
            ending = true;
            nobody = active == null;
            with(RealtimeSession::close);
            if (nobody && !closed.isDone()) {
                outbox.add(new RealtimeEvent.SessionEnded());
            }
        }
        if (nobody) {
            closed.complete(Done.getInstance());
        }
        tell();
    }

    @Override
    public CompletionStage<Done> whenClosed() {
        return closed.minimalCompletionStage();
    }
}
