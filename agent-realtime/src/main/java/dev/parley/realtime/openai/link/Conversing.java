package dev.parley.realtime.openai.link;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeFailure;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.ServerItem;
import dev.parley.realtime.openai.wire.SessionJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The conversation, kept the same on both sides: what is put into it here, and what the provider hears. */
final class Conversing {
    private final LinkDraft draft;
    private final LinkSettings settings;
    private final SessionJson session;

    Conversing(LinkDraft draft, LinkSettings settings, SessionJson session) {
        this.draft = draft;
        this.settings = settings;
        this.session = session;
    }

    /** Whether the caller's last turn was over and understood, and no answer to it had begun. */
    boolean turnUnanswered() {
        return draft.talk.turnOpen() && draft.talk.turnUnderstood();
    }

    /** A new connection is told what was said, the newest if that is long. */
    void restore() {
        draft.talk =
                draft.talk.withKnown(KnownIds.none()).withCaller(false, false).withInterim("", "");
        new ChatContext(draft.talk.items())
                .truncate(settings.restoredItems())
                .items()
                .forEach(this::tellItem);
    }

    // --- what the owner puts in

    void onOwner(LinkEvent event) {
        if (event instanceof LinkEvent.ItemGiven given) {
            onItem(given.item());
        } else if (event instanceof LinkEvent.ItemRemoved removed) {
            onRemoved(removed.itemId());
        } else if (event instanceof LinkEvent.InstructionsGiven given) {
            onInstructions(given.instructions());
        } else if (event instanceof LinkEvent.ToolsGiven given) {
            draft.talk = draft.talk.withTools(given.tools());
            sendWhenReady(new ClientEvent.SessionUpdate(session.tools(given.tools())));
        } else if (event instanceof LinkEvent.ImageGiven given) {
            sendWhenReady(new ClientEvent.ImageCreate(given.image()));
        } else if (event instanceof LinkEvent.TruncateAsked asked) {
            onTruncate(asked.itemId(), asked.playedMs());
        } else if (event instanceof LinkEvent.CommitAsked) {
            draft.effect(new LinkEffect.FlushAudio());
            sendWhenReady(new ClientEvent.InputCommit());
        } else if (event instanceof LinkEvent.ClearAsked) {
            draft.effect(new LinkEffect.DropAudio());
            sendWhenReady(new ClientEvent.InputClear());
        } else if (event instanceof LinkEvent.OtherAsked other) {
            sendWhenReady(new ClientEvent.Other(other.event()));
        }
    }

    /** At its time: what was heard of an interrupted speech is known only after the words that cut in on it. */
    private void onItem(ChatItem item) {
        List<ChatItem> others = new ArrayList<>(draft.talk.items());
        others.removeIf(old -> old.id().equals(item.id()));
        List<ChatItem> items = new ChatContext(others).insert(item).items();
        draft.talk = draft.talk.withItems(items);
        if (draft.ready()) {
            tellItem(item, placeOf(items.indexOf(item)));
        }
    }

    /** Behind what the provider is to put it: at the end if it is the last, or if what it follows isn't known there. */
    private Optional<String> placeOf(int index) {
        List<ChatItem> items = draft.talk.items();
        if (index == items.size() - 1) {
            return Optional.empty();
        }
        if (index == 0) {
            return Optional.of(ClientEvent.ItemCreate.FRONT);
        }
        return Optional.of(items.get(index - 1).id()).filter(draft.talk.known()::contains);
    }

    private void tellItem(ChatItem item) {
        tellItem(item, Optional.empty());
    }

    private void tellItem(ChatItem item, Optional<String> after) {
        if (isEmpty(item) || !know(draft, keyOf(item))) {
            return;
        }
        know(draft, item.id());
        draft.send(new ClientEvent.ItemCreate(item, after));
    }

    private static boolean isEmpty(ChatItem item) {
        return item instanceof ChatMessage message && message.text().isEmpty();
    }

    /** What the provider knows an item by: it gives its own ids to what comes from itself, but for calls. */
    private static String keyOf(ChatItem item) {
        if (item instanceof FunctionCall call) {
            return call.callId();
        }
        return item instanceof FunctionCallOutput output ? "output/" + output.callId() : item.id();
    }

    private void onRemoved(String itemId) {
        draft.talk = draft.talk.withItems(draft.talk.items().stream()
                .filter(item -> !item.id().equals(itemId))
                .toList());
        if (draft.talk.known().contains(itemId)) {
            sendWhenReady(new ClientEvent.ItemDelete(itemId));
        }
    }

    private void onInstructions(String instructions) {
        if (!instructions.equals(draft.talk.instructions())) {
            draft.talk = draft.talk.withInstructions(instructions);
            sendWhenReady(new ClientEvent.SessionUpdate(session.instructions(instructions)));
        }
    }

    /** Of what nobody heard nothing stays: a message can't be cut to nothing, so it is deleted. */
    private void onTruncate(String itemId, long playedMs) {
        if (draft.talk.known().contains(itemId)) {
            sendWhenReady(
                    playedMs > 0 ? new ClientEvent.ItemTruncate(itemId, playedMs) : new ClientEvent.ItemDelete(itemId));
        }
    }

    private void sendWhenReady(ClientEvent event) {
        if (draft.ready()) {
            draft.send(event);
        }
    }

    /** False if it was known before. */
    static boolean know(LinkDraft draft, String key) {
        if (draft.talk.known().contains(key)) {
            return false;
        }
        draft.talk = draft.talk.withKnown(draft.talk.known().with(key));
        return true;
    }

    // --- what the provider hears

    void onHeard(ServerEvent event) {
        if (event instanceof ServerEvent.SpeechStarted started) {
            onSpeechStarted(started);
        } else if (event instanceof ServerEvent.SpeechStopped) {
            draft.talk = draft.talk.withCaller(false, true);
            draft.tell(new RealtimeEvent.InputSpeechStopped());
        } else if (event instanceof ServerEvent.InputCommitted committed) {
            know(draft, committed.itemId());
            draft.talk = draft.talk.withTurn(committed.itemId());
            draft.tell(new RealtimeEvent.InputCommitted(committed.itemId()));
        } else if (event instanceof ServerEvent.ItemAdded added) {
            onAdded(added.item());
        } else if (event instanceof ServerEvent.ItemDone done) {
            onAdded(done.item());
        } else {
            onTranscription(event);
        }
    }

    /** Speech that has become an item already has ended: its beginning is late. */
    private void onSpeechStarted(ServerEvent.SpeechStarted started) {
        if (!draft.talk.known().contains(started.itemId())) {
            draft.talk = draft.talk.withSpeech(started.audioStartMs());
            draft.effect(new LinkEffect.KeepAudio());
            draft.tell(new RealtimeEvent.InputSpeechStarted());
        }
    }

    private void onAdded(ServerItem item) {
        if (!item.callId().isEmpty()) {
            know(draft, item.isCall() ? item.callId() : "output/" + item.callId());
        }
        if (know(draft, item.id()) && item.type().equals("message") && !item.isAnswer()) {
            draft.tell(new RealtimeEvent.RemoteItemAdded(item.id(), roleOf(item.role())));
        }
    }

    private static ChatRole roleOf(String role) {
        return role.toLowerCase(Locale.ROOT).equals("user") ? ChatRole.USER : ChatRole.SYSTEM;
    }

    private void onTranscription(ServerEvent event) {
        if (event instanceof ServerEvent.InputTranscriptionDelta delta) {
            String before = draft.talk.interimItem().equals(delta.itemId()) ? draft.talk.interim() : "";
            draft.talk = draft.talk.withInterim(delta.itemId(), before + delta.delta());
            draft.tell(new RealtimeEvent.InputTranscription(delta.itemId(), draft.talk.interim(), false));
        } else if (event instanceof ServerEvent.InputTranscriptionCompleted completed) {
            draft.talk = draft.talk.withInterim("", "");
            completed.usage().ifPresent(usage -> draft.tell(new RealtimeEvent.UsageReported("", usage)));
            draft.tell(new RealtimeEvent.InputTranscription(completed.itemId(), completed.transcript(), true));
        } else if (event instanceof ServerEvent.InputTranscriptionFailed failed) {
            draft.talk = draft.talk.withInterim("", "");
            draft.tell(new RealtimeFailure(
                    RealtimeFailure.Kind.PROVIDER,
                    "transcription: " + failed.code() + " " + failed.message(),
                    "check the transcription model's name",
                    true));
            draft.tell(new RealtimeEvent.InputTranscription(failed.itemId(), "", true));
        }
    }
}
