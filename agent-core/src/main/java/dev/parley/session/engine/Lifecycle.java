package dev.parley.session.engine;

import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.SessionState.Phase;
import dev.parley.tool.ToolOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a session begins and ends.
 *
 * <pre>
 * NEW ──Started──▶ RUNNING ──CloseAsked──▶ CLOSING ──speech and tools over──▶ EXITING ──AgentExited──▶ CLOSED
 *                                             └───────────── CLOSING timer ──────▶ └── CLOSING timer ──▶
 * </pre>
 *
 * Between CLOSING and EXITING lies LAST_WORDS if the caller said something that has come to no transcript: it ends with the
 * transcript, or by the CLOSING timer. What was said then is kept, and not answered.
 */
final class Lifecycle {
    private static final String NOT_RUNNING = "session: closed (expected: a running session)";

    private final Draft draft;
    private final AgentSide agent;
    private final SpeechIntake intake;
    private final ToolSide tools;

    private final CastSide cast;
    private final UserTurns turns;
    private final AgentUpdates updates;

    Lifecycle(
            Draft draft,
            AgentSide agent,
            SpeechIntake intake,
            ToolSide tools,
            CastSide cast,
            UserTurns turns,
            AgentUpdates updates) {
        this.draft = draft;
        this.agent = agent;
        this.intake = intake;
        this.tools = tools;
        this.cast = cast;
        this.turns = turns;
        this.updates = updates;
    }

    void onStarted() {
        if (draft.phase == Phase.NEW) {
            draft.phase(Phase.RUNNING);
            updates.onStarted();
            draft.effect(new Effect.EnterAgent(draft.profile.key()));
        }
    }

    void onAgentFailed(String message) {
        draft.emit(new SessionEvent.ErrorOccurred(draft.now, "agent", message));
        onCloseAsked(new CloseReason(CloseReason.Kind.ERROR, message));
    }

    void onCloseAsked(CloseReason reason) {
        if (draft.phase != Phase.RUNNING && draft.phase != Phase.NEW) {
            return;
        }
        draft.phase(Phase.CLOSING);
        draft.closing = Optional.of(reason);
        for (Timer timer : List.of(
                Timer.END_OF_TURN,
                Timer.INTERRUPTION,
                Timer.FALSE_INTERRUPTION,
                Timer.TRANSCRIPTION,
                Timer.AEC_WARMUP,
                Timer.COMMIT)) {
            draft.cancel(timer);
        }
        draft.commit.ifPresent(commit -> draft.refused(commit.askId(), NOT_RUNNING));
        draft.commit = Optional.empty();
        draft.awaitingIdle.forEach(askId -> draft.refused(askId, NOT_RUNNING));
        draft.awaitingIdle = List.of();
        draft.drain.awaiting().forEach(askId -> draft.refused(askId, NOT_RUNNING));
        draft.drain = draft.drain.told();
        draft.timer(Timer.CLOSING, draft.now.plus(draft.options.closeTimeout()));
        turns.onClosing();
        tools.cancelBackground();
        cast.onClosing();
        agent.interruptions().cutAll();
    }

    /** LiveKit Agents' {@code drain}: the same without the end that follows. */
    void onDrainAsked(long askId) {
        if (draft.running()) {
            draft.drain = draft.drain.with(askId);
        } else {
            draft.refused(askId, NOT_RUNNING);
        }
    }

    /** LiveKit Agents' {@code shutdown(drain=True)}: what is being said, thought or done goes on; nothing new begins. */
    void onShutdownAsked(CloseReason reason) {
        if (draft.phase == Phase.NEW) {
            onCloseAsked(reason);
        } else if (draft.running() && draft.closing.isEmpty()) {
            draft.closing = Optional.of(reason);
        }
    }

    private boolean saidAll() {
        return draft.current.isEmpty()
                && draft.queue.isEmpty()
                && draft.working.isEmpty()
                && draft.backlog.isEmpty()
                && !draft.cast.changing();
    }

    void onIdleAwaited(long askId) {
        if (draft.phase != Phase.RUNNING && draft.phase != Phase.NEW) {
            draft.refused(askId, NOT_RUNNING);
            return;
        }
        List<Long> more = new ArrayList<>(draft.awaitingIdle);
        more.add(askId);
        draft.awaitingIdle = more;
    }

    /** Tells those who wait for it that nobody speaks, and that nothing is left to say or to do. */
    void tellIdle() {
        if (draft.awaitingIdle.isEmpty()) {
            return;
        }
        boolean nothingComes =
                draft.toolWork.quiet() && !draft.watch.monologue().cuttingIn();
        if (!draft.running() || !nothingComes || !draft.nobodySpeaks()) {
            return;
        }
        Optional<Instant> transcript = transcriptComes();
        if (transcript.isPresent()) {
            draft.timer(Timer.LAST_WORDS, transcript.get());
        } else {
            draft.awaitingIdle.forEach(askId -> draft.granted(askId, ""));
            draft.awaitingIdle = List.of();
        }
    }

    /** Until when what the caller said last may come to a transcript. */
    private Optional<Instant> transcriptComes() {
        return draft.watch
                .unheard()
                .since()
                .flatMap(spoken -> draft.user.silentFor(draft.options.closeTranscriptTimeout()))
                .filter(draft.now::isBefore);
    }

    /** Too many failures end the session. */
    void proceed() {
        draft.fatal.ifPresent(this::onCloseAsked);
    }

    /** A closing session goes on as soon as nothing is left to wait for. */
    void finish() {
        if (draft.draining() && saidAll()) {
            draft.drain.awaiting().forEach(askId -> draft.granted(askId, ""));
            draft.drain = draft.drain.told();
            draft.closing.ifPresent(this::onCloseAsked);
        }
        boolean silent = draft.current.isEmpty() && draft.working.isEmpty();
        if (draft.phase == Phase.CLOSING && silent && cast.alone()) {
            if (lastWordsAwaited()) {
                draft.phase(Phase.LAST_WORDS);
                draft.timer(Timer.CLOSING, draft.now.plus(draft.options.closeTranscriptTimeout()));
                draft.effect(new Effect.FlushHearing());
            } else {
                exit();
            }
        }
    }

    /** LiveKit Agents' rule: after an error nothing is waited for. What a model heard itself is known to that model. */
    private boolean lastWordsAwaited() {
        boolean unheard = draft.user.speaking() || draft.watch.unheard().since().isPresent();
        return unheard
                && !draft.ears.modelHears()
                && !draft.options.closeTranscriptTimeout().isZero()
                && draft.closing.map(CloseReason::kind).orElseThrow() != CloseReason.Kind.ERROR;
    }

    /** A transcript that comes while the session ends. */
    void onLastWords(Stimulus.FinalHeard heard) {
        if ((draft.phase == Phase.CLOSING || draft.phase == Phase.LAST_WORDS)
                && !heard.text().isBlank()) {
            draft.user = draft.user.heardFinal(heard.text().strip(), draft.now);
            draft.transcribed(heard);
        }
    }

    void onLastWordsHeard() {
        if (draft.phase == Phase.LAST_WORDS) {
            exit();
        }
    }

    void onClosingTimer() {
        if (draft.phase == Phase.CLOSING) {
            draft.conversation.started().stream()
                    .filter(call -> !draft.outcomes.containsKey(call.callId()))
                    .toList()
                    .forEach(call -> tools.onFinished(
                            call.callId(),
                            new ToolOutcome.Failed("The call ended before the tool did; its outcome is unknown.")));
            agent.onStuck();
            agent.onToolFinished();
            cast.onClosingTimer();
        } else if (draft.phase == Phase.LAST_WORDS) {
            exit();
        } else if (draft.phase == Phase.EXITING) {
            closed();
        }
    }

    void onAgentExited(String agentKey) {
        cast.onExited(agentKey);
        if (draft.phase == Phase.EXITING && draft.cast.presence() == Cast.Presence.EXITED) {
            closed();
        }
    }

    private void closed() {
        draft.phase(Phase.CLOSED);
        draft.cancel(Timer.CLOSING);
        CloseReason reason = draft.closing.orElseThrow();
        draft.journal(new ConversationRecord.Ended(reason, draft.now));
        draft.effect(new Effect.AgentLeft(draft.profile.key(), draft.conversation.context(), ""));
        draft.emit(new SessionEvent.SessionClosed(draft.now, reason)); // who hears of it may seat the agent anew
        draft.effect(new Effect.Stop());
    }

    private void exit() {
        if (!draft.user.transcript().isEmpty()) {
            intake.commitLastWords(draft.user.transcript());
            draft.user = draft.user.next();
        }
        draft.phase(Phase.EXITING);
        draft.cancel(Timer.STUCK);
        draft.timer(Timer.CLOSING, draft.now.plus(draft.options.closeTimeout()));
        if (draft.cast.presence() == Cast.Presence.EXITED) {
            closed();
        } else {
            cast.exit();
        }
    }
}
