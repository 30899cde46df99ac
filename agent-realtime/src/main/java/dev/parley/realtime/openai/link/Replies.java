package dev.parley.realtime.openai.link;

import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeEvent.Outcome;
import dev.parley.realtime.RealtimeReply;
import dev.parley.realtime.openai.link.Reply.Origin;
import dev.parley.realtime.openai.link.Reply.Stage;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.wire.ClientEvent;
import dev.parley.realtime.openai.wire.ServerEvent;
import dev.parley.realtime.openai.wire.ServerItem;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers: asked for one at a time, followed to their end, each told to be over exactly once. */
final class Replies {
    /** An answer that fails to begin so often does not begin. */
    private static final int MOST_ATTEMPTS = 3;

    /** How often the deadline for its beginning an answer may be silent while it is being made. */
    private static final int STALL_FACTOR = 10;

    private final LinkDraft draft;
    private final LinkSettings settings;
    private final boolean modelTakesTurns;

    Replies(LinkDraft draft, LinkSettings settings, boolean modelTakesTurns) {
        this.draft = draft;
        this.settings = settings;
        this.modelTakesTurns = modelTakesTurns;
    }

    /** Whether the provider finds the caller's turns and answers them by itself. */
    boolean modelTakesTurns() {
        return modelTakesTurns;
    }

    // --- what the owner asks

    void onAsked(RealtimeReply reply) {
        draft.replies.add(Reply.asked(reply));
    }

    void onCancelAsked(String replyId) {
        find(reply -> reply.replyId().equals(replyId)).ifPresent(reply -> {
            if (reply.stage() == Stage.WAITING) {
                over(reply, Outcome.CANCELLED, "cancelled");
            } else if (!reply.cancelled()) {
                cancel(reply);
            }
        });
    }

    /** The caller's turn that the provider, or a lost connection, has left without an answer. */
    void onTurnUnanswered() {
        boolean answeredAnyway =
                draft.replies.stream().anyMatch(reply -> reply.stage() != Stage.RUNNING && !reply.outOfBand());
        if (modelTakesTurns && !answeredAnyway) {
            draft.replies.add(Reply.ofTurn("turn_" + draft.socket + "_" + draft.now.toEpochMilli()));
        }
    }

    private void cancel(Reply reply) {
        change(reply, reply.asCancelled());
        if (reply.stage() == Stage.RUNNING) {
            draft.effect(new LinkEffect.BreakOffResponse(reply.responseId()));
            draft.send(new ClientEvent.ResponseCancel(reply.responseId()));
            draft.timer(LinkTimer.RESPONSE, settings.responseDeadline());
        }
    }

    void onTooLong(String responseId) {
        byResponse(responseId).filter(reply -> !reply.cancelled()).ifPresent(reply -> {
            draft.tell(ProviderErrors.tooLong(responseId));
            cancel(reply);
        });
    }

    /** Sends what may be sent: of the conversation one at a time, beside it any. */
    void proceed() {
        for (Reply reply : List.copyOf(draft.replies)) {
            boolean free = draft.busyUntil.filter(draft.now::isBefore).isEmpty()
                    && draft.replies.stream().noneMatch(Reply::occupies);
            if (reply.stage() == Stage.WAITING && (reply.outOfBand() || free)) {
                RealtimeReply asked = reply.asked().orElseThrow();
                draft.send(new ClientEvent.ResponseCreate(asked, instructions(asked)));
                draft.timer(LinkTimer.RESPONSE, settings.responseDeadline());
                change(reply, reply.sent());
            }
        }
    }

    /** Instructions of a single answer take the place of the session's at the provider: both are sent. */
    private String instructions(RealtimeReply asked) {
        return asked.instructions().isEmpty() ? "" : draft.talk.instructions() + "\n" + asked.instructions();
    }

    // --- what the provider tells

    /** Whether the event is about an answer. */
    boolean onHeard(ServerEvent event) {
        if (event instanceof ServerEvent.ResponseCreated created) {
            onCreated(created);
        } else if (event instanceof ServerEvent.OutputItemAdded added) {
            onCreated(new ServerEvent.ResponseCreated(added.responseId(), "")); // should that be late
            byResponse(added.responseId()).ifPresent(reply -> onItem(reply, added.item()));
        } else if (event instanceof ServerEvent.FunctionArgumentsDone call) {
            byResponse(call.responseId()).ifPresent(reply -> onCall(reply, call));
        } else if (event instanceof ServerEvent.OutputItemDone done) {
            byResponse(done.responseId()).ifPresent(reply -> onItemDone(reply, done.item()));
        } else if (event instanceof ServerEvent.ResponseDone done) {
            onDone(done);
        } else {
            return false;
        }
        return true;
    }

    private void onCreated(ServerEvent.ResponseCreated created) {
        if (created.responseId().isEmpty()
                || byResponse(created.responseId()).isPresent()
                || draft.ended.contains(created.responseId())) {
            return;
        }
        Optional<Reply> asked = askedFor(created.clientId());
        Reply reply = asked.map(sent -> sent.running(created.responseId()))
                .orElseGet(() -> Reply.ofModel(created.responseId()));
        if (!reply.outOfBand()) {
            draft.busyUntil = Optional.empty();
            find(other -> other.stage() == Stage.RUNNING && !other.outOfBand())
                    .ifPresent(missed -> over(missed, Outcome.CUT_OFF, "another answer has begun"));
            boolean answersTurn = reply.origin() == Origin.TURN;
            draft.talk = draft.talk.withCaller(draft.talk.userSpeaking() && !answersTurn, false);
        }
        if (asked.isPresent()) {
            change(asked.get(), reply);
        } else {
            draft.replies.add(0, reply);
        }
        restTimers();
        draft.tell(new RealtimeEvent.GenerationCreated(reply.replyId(), reply.origin() == Origin.OWNER));
        draft.timer(LinkTimer.STALL, settings.responseDeadline().multipliedBy(STALL_FACTOR));
        if (reply.cancelled()) {
            cancel(reply);
        }
    }

    /** A server that gives no metadata back answers a turn of the caller's first, else what it was asked. */
    private Optional<Reply> askedFor(String clientId) {
        if (!clientId.isEmpty()) {
            return find(reply -> reply.stage() == Stage.SENT && reply.replyId().equals(clientId));
        }
        return modelTakesTurns && draft.talk.turnOpen() ? Optional.empty() : find(reply -> reply.stage() == Stage.SENT);
    }

    private void onItem(Reply reply, ServerItem item) {
        if (reply.items().containsKey(item.id()) || reply.cancelled()) {
            return;
        }
        if (reply.items().isEmpty() && !reply.outOfBand()) {
            draft.effect(new LinkEffect.ForgetAudio());
        }
        Conversing.know(draft, item.id());
        change(reply, reply.withItem(item.id(), item.name()));
        if (item.isAnswer()) {
            draft.effect(new LinkEffect.TellMessage(reply.replyId(), reply.responseId(), item.id()));
        }
    }

    private void onCall(Reply reply, ServerEvent.FunctionArgumentsDone call) {
        String name = call.name().isEmpty() ? reply.items().getOrDefault(call.itemId(), "") : call.name();
        if (!name.isEmpty()) {
            tellCall(reply, call.callId(), name, call.arguments());
        }
    }

    private void onItemDone(Reply reply, ServerItem item) {
        onItem(reply, item);
        Reply with = byResponse(reply.responseId()).orElse(reply);
        if (item.isCall()) {
            tellCall(with, item.callId(), item.name(), item.arguments());
        } else if (item.isAnswer()) {
            draft.effect(new LinkEffect.EndMessage(reply.responseId(), item.id()));
        }
    }

    private void tellCall(Reply reply, String callId, String name, String arguments) {
        if (reply.calls().contains(callId) || reply.cancelled() || callId.isEmpty()) {
            return;
        }
        change(reply, reply.withCall(callId));
        Conversing.know(draft, callId);
        draft.tell(new RealtimeEvent.ToolCalled(reply.replyId(), callId, name, arguments));
    }

    private void onDone(ServerEvent.ResponseDone done) {
        draft.busyUntil = Optional.empty();
        String replyId = byResponse(done.responseId()).map(Reply::replyId).orElse("");
        done.usage().ifPresent(usage -> draft.tell(new RealtimeEvent.UsageReported(replyId, usage)));
        byResponse(done.responseId()).ifPresent(reply -> {
            Outcome outcome = switch (done.status()) {
                case "cancelled" -> Outcome.CANCELLED;
                case "incomplete" -> Outcome.INCOMPLETE;
                case "failed" -> Outcome.FAILED;
                default -> Outcome.COMPLETED;
            };
            over(reply, outcome, done.error().isEmpty() ? done.reason() : done.error());
        });
    }

    // --- what goes wrong

    /** The server has another answer under way: ours waits until that is heard of, or for a while. */
    void onRefusedAsBusy() {
        draft.busyUntil = Optional.of(draft.now.plus(settings.responseDeadline()));
        draft.timer(LinkTimer.RESPONSE, settings.responseDeadline());
        Optional<Reply> refused = find(reply -> reply.stage() == Stage.SENT && !reply.outOfBand());
        refused.ifPresent(reply -> {
            draft.replies.remove(reply);
            again(reply.waiting(), reply.attempts(), "the conversation has another answer under way");
        });
        if (refused.isEmpty() && draft.talk.turnOpen()) {
            onTurnUnanswered();
        }
    }

    private void again(Reply again, int attempts, String why) {
        if (again.cancelled() || attempts >= MOST_ATTEMPTS) {
            ended(again, again.cancelled() ? Outcome.CANCELLED : Outcome.FAILED, why);
        } else {
            draft.replies.add(again);
        }
    }

    /** Whether something that was asked for has not come in time: then nothing comes. */
    boolean onResponseDue() {
        return draft.ready()
                && draft.replies.stream()
                        .anyMatch(reply ->
                                reply.stage() == Stage.SENT || (reply.stage() == Stage.RUNNING && reply.cancelled()));
    }

    /** An answer of which nothing has come since the last look is not going to end by itself. */
    void onStallDue(long deltas) {
        Optional<Reply> running = find(reply -> reply.stage() == Stage.RUNNING);
        if (running.isEmpty()) {
            return;
        }
        if (deltas == draft.deltas) {
            draft.send(new ClientEvent.ResponseCancel(running.get().responseId()));
            over(running.get(), Outcome.CUT_OFF, "nothing has come of it for long");
        }
        draft.deltas = deltas;
        draft.timer(LinkTimer.STALL, settings.responseDeadline().multipliedBy(STALL_FACTOR));
    }

    /** The connection is gone: what had begun is cut off, what had not is asked for again. */
    void onLost(String why) {
        for (Reply reply : List.copyOf(draft.replies)) {
            if (isOfTurnThatNobodyKnows(reply)) {
                draft.talk = draft.talk.withCaller(draft.talk.userSpeaking(), true);
                over(reply, Outcome.CANCELLED, why);
            } else if (reply.stage() == Stage.RUNNING) {
                over(reply, reply.cancelled() ? Outcome.CANCELLED : Outcome.CUT_OFF, why);
            } else if (reply.stage() == Stage.SENT) {
                draft.replies.remove(reply);
                again(reply.waiting(), reply.attempts(), "no answer after " + reply.attempts() + " attempts: " + why);
            }
        }
        draft.busyUntil = Optional.empty();
        draft.cancel(LinkTimer.RESPONSE);
        draft.cancel(LinkTimer.STALL);
    }

    /** Such a turn is heard again by the next connection, and answered there. */
    private boolean isOfTurnThatNobodyKnows(Reply reply) {
        return modelTakesTurns
                && reply.stage() == Stage.RUNNING
                && reply.asked().isEmpty()
                && reply.items().isEmpty()
                && !reply.cancelled()
                && !draft.talk.turnUnderstood();
    }

    void onClosed() {
        List.copyOf(draft.replies).forEach(reply -> over(reply, Outcome.CANCELLED, "the session is closed"));
    }

    private void over(Reply reply, Outcome outcome, String detail) {
        draft.replies.remove(reply);
        if (!reply.responseId().isEmpty()) {
            draft.remember(reply.responseId());
            draft.effect(
                    outcome == Outcome.COMPLETED
                            ? new LinkEffect.EndResponse(reply.responseId())
                            : new LinkEffect.BreakOffResponse(reply.responseId()));
        }
        ended(reply, outcome, detail);
        restTimers();
    }

    private void ended(Reply reply, Outcome outcome, String detail) {
        draft.tell(new RealtimeEvent.GenerationEnded(reply.replyId(), outcome, detail));
    }

    /** Timers that wait for nothing any more. */
    private void restTimers() {
        if (!onResponseDue() && draft.busyUntil.isEmpty()) {
            draft.cancel(LinkTimer.RESPONSE);
        }
        if (find(reply -> reply.stage() == Stage.RUNNING).isEmpty()) {
            draft.cancel(LinkTimer.STALL);
        }
    }

    boolean idle() {
        return draft.replies.stream().allMatch(reply -> reply.stage() == Stage.WAITING);
    }

    private Optional<Reply> byResponse(String responseId) {
        return find(
                reply -> reply.stage() == Stage.RUNNING && reply.responseId().equals(responseId));
    }

    private Optional<Reply> find(Predicate<Reply> wanted) {
        return draft.replies.stream().filter(wanted).findFirst();
    }

    private void change(Reply from, Reply to) {
        draft.replies.replaceAll(reply -> reply.equals(from) ? to : reply);
    }
}
