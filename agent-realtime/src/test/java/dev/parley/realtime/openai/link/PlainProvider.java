package dev.parley.realtime.openai.link;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.ServerItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A provider that behaves: confirms the session, keeps the conversation, makes one answer at a time of 400 ms. What it says
 * goes through a filter, by which a test does harm to it.
 */
class PlainProvider implements LinkWorld.Provider {
    static final Duration STEP = Duration.ofMillis(40);

    final LinkWorld.Socket socket;
    final List<String> items = new ArrayList<>();
    private final LinkWorld world;
    private final Consumer<ServerEvent> mouth;
    private final Optional<Instant> expiresAt;
    private final Set<String> asides = new HashSet<>();
    private String active = "";
    private int answers;
    boolean dead;
    String callTool = "";

    PlainProvider(LinkWorld world, LinkWorld.Socket socket) {
        this(world, socket, socket::says, Optional.empty());
    }

    PlainProvider(LinkWorld world, LinkWorld.Socket socket, Consumer<ServerEvent> mouth, Optional<Instant> expiresAt) {
        this.world = world;
        this.socket = socket;
        this.mouth = mouth;
        this.expiresAt = expiresAt;
    }

    static ServerItem answerItem(String id) {
        return new ServerItem(id, "message", "assistant", "", "", "", "");
    }

    @Override
    public void onOpen() {
        if (!dead) {
            socket.opens();
            says(new ServerEvent.SessionCreated("sess_" + socket.number, expiresAt));
        }
    }

    @Override
    public void onPing() {
        if (!dead && socket.open) {
            world.feed(new LinkEvent.Ponged(socket.number));
        }
    }

    private void says(ServerEvent event) {
        if (!dead && socket.open) {
            mouth.accept(event);
        }
    }

    private void later(int steps, Runnable action) {
        world.clock.after(STEP.multipliedBy(steps), () -> {
            if (!dead && socket.open) {
                action.run();
            }
        });
    }

    @Override
    public void onEvent(ClientEvent event) {
        if (dead) {
            return;
        }
        if (event instanceof ClientEvent.SessionUpdate) {
            says(new ServerEvent.SessionUpdated("sess_" + socket.number, expiresAt));
        } else if (event instanceof ClientEvent.ItemCreate create) {
            onItem(create);
        } else if (event instanceof ClientEvent.ResponseCreate create) {
            onCreate(create);
        } else if (event instanceof ClientEvent.ResponseCancel cancel) {
            if (active.equals(cancel.responseId()) || asides.contains(cancel.responseId())) {
                over(cancel.responseId(), "cancelled");
            } else {
                says(error("response_cancel_not_active"));
            }
        } else if (event instanceof ClientEvent.InputCommit) {
            says(new ServerEvent.InputCommitted("item_u" + socket.number + "_" + ++answers));
        }
    }

    private void onItem(ClientEvent.ItemCreate create) {
        String key = create.item() instanceof FunctionCallOutput output
                ? "output/" + output.callId()
                : create.item() instanceof FunctionCall call
                        ? call.callId()
                        : create.item().id();
        items.add(key);
        String role =
                create.item() instanceof ChatMessage message ? message.role().name() : "";
        says(new ServerEvent.ItemAdded(new ServerItem(create.item().id(), "message", role, "", "", "", "")));
    }

    private void onCreate(ClientEvent.ResponseCreate create) {
        boolean aside = create.reply().scope() == RealtimeReply.Scope.OUT_OF_BAND;
        if (!aside && !active.isEmpty()) {
            says(error("conversation_already_has_active_response"));
            return;
        }
        begin(create.reply().replyId(), aside);
    }

    /** Answers the caller by itself. */
    void takesTurn() {
        if (active.isEmpty()) {
            begin("", false);
        }
    }

    private void begin(String clientId, boolean aside) {
        String id = "resp_" + socket.number + "_" + ++answers;
        String item = "item_" + socket.number + "_" + answers;
        if (aside) {
            asides.add(id);
        } else {
            active = id;
        }
        later(1, () -> says(new ServerEvent.ResponseCreated(id, clientId)));
        later(2, () -> says(new ServerEvent.OutputItemAdded(id, answerItem(item))));
        if (!callTool.isEmpty()) {
            String call = "call_" + socket.number + "_" + answers;
            later(3, () -> says(new ServerEvent.FunctionArgumentsDone(id, "fc_" + call, call, callTool, "{}")));
        }
        later(9, () -> {
            if (active.equals(id) || asides.contains(id)) {
                items.add(item);
                says(new ServerEvent.OutputItemDone(id, answerItem(item)));
                over(id, "completed");
            }
        });
    }

    private void over(String id, String status) {
        asides.remove(id);
        active = active.equals(id) ? "" : active;
        says(new ServerEvent.ResponseDone(id, status, "", "", Optional.empty()));
    }

    static ServerEvent.ErrorEvent error(String code) {
        return new ServerEvent.ErrorEvent("invalid_request_error", code, "…", "", "");
    }
}
