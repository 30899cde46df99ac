package dev.parley.session.engine;

import dev.parley.chat.FunctionCall;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.engine.SessionState.Phase;
import dev.parley.turn.TurnOptions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A session's decisions: a pure function from a state and a stimulus to the next state and its effects. The engine
 * itself holds only what never changes and may be shared by threads.
 *
 * <p>Design notes. Collaborators share the draft of one step: {@link Endpointing} decides when a turn is over, {@link BargeIn}
 * when the caller interrupts, {@link UserTurns} when a turn is answered, {@link SpeechIntake} takes what is to be said, {@link
 * AgentSide} decides which speech is next and what was heard of it, {@link AnswerSide} what the model answers, {@link
 * ToolSide} runs tools, {@link CastSide} decides who talks. {@link Watchdog} sees to it that what has begun gets on.
 * What can be derived is not kept: the agent's state is read off the current speech and the queue after each stimulus, and
 * whether the caller interrupts is asked anew each time; timers only make sure that it is asked in time.
 */
public final class SessionEngine {
    private final String sessionId;
    private final SessionOptions options;
    private final Ears ears;
    private final Map<Class<? extends Stimulus>, Handler<?>> handlers = new LinkedHashMap<>();

    /** What is done about one kind of stimulus. */
    @FunctionalInterface
    private interface Handler<S extends Stimulus> {
        void on(S stimulus, Work work);
    }

    /** One step's draft and those who work on it. */
    private record Work(
            Draft draft,
            UserVoice voice,
            UserWords words,
            UserTurnEnd turnEnd,
            BargeIn bargeIn,
            Endpointing endpointing,
            UserPresence presence,
            UserIdle idle,
            TurnLimit limit,
            AgentSide agent,
            SpeechIntake intake,
            AnswerSide answers,
            ToolSide tools,
            CastSide cast,
            AgentUpdates updates,
            UserTurns turns,
            SpeechRequests requests,
            FloorSide floor,
            UserMute mute,
            Withholding withholding,
            Lifecycle life,
            Watchdog watchdog) {}

    public SessionEngine(String sessionId, SessionOptions options) {
        this(sessionId, options, Ears.SESSION);
    }

    public SessionEngine(String sessionId, SessionOptions options, Ears ears) {
        this.sessionId = sessionId;
        this.options = options;
        this.ears = ears;
        handleLifecycle();
        handleHost();
        handleCaller();
        handleAnswers();
        handleTools();
        handlePlayout();
        for (Class<?> kind : Stimulus.class.getPermittedSubclasses()) {
            if (!handlers.containsKey(kind)) {
                throw new IllegalStateException("stimulus: " + kind.getSimpleName() + " (expected: a handler for it)");
            }
        }
    }

    /**
     * Takes a stimulus.
     *
     * @param now never earlier than at the step before
     */
    public Step on(SessionState state, Instant now, Stimulus stimulus) {
        Draft draft = new Draft(state, turnsBy(stimulus).or(state::turns), now, sessionId, options, ears);
        if (draft.phase == Phase.CLOSED) {
            refuse(draft, stimulus);
            return draft.done();
        }
        Work work = work(draft);
        if (!work.mute.suppresses(stimulus)) {
            handle(stimulus, work);
        }
        goOn(work, stimulus);
        return draft.done();
    }

    /** Other rules hold for the step already that brings them. */
    private static Optional<TurnOptions> turnsBy(Stimulus stimulus) {
        return stimulus instanceof Stimulus.TurnsUpdated update ? Optional.of(update.turns()) : Optional.empty();
    }

    private static Work work(Draft draft) {
        ToolSide tools = new ToolSide(draft);
        AnswerSide answers = new AnswerSide(draft);
        AgentSide agent = new AgentSide(draft, answers, tools);
        UserPresence presence = new UserPresence(draft);
        TurnLimit limit = new TurnLimit(draft);
        SpeechIntake intake = new SpeechIntake(draft, agent, answers, tools);
        UserTurns turns = new UserTurns(draft, intake);
        Endpointing endpointing = new Endpointing(draft);
        BargeIn bargeIn = new BargeIn(draft, agent.interruptions(), endpointing);
        UserTurnEnd turnEnd = new UserTurnEnd(draft, agent, intake, answers, presence, limit, turns, endpointing);
        UserVoice voice = new UserVoice(draft, agent.interruptions(), bargeIn, presence, endpointing, turnEnd);
        UserWords words = new UserWords(draft, agent, answers, bargeIn, presence, limit, endpointing, turnEnd);
        AgentUpdates updates = new AgentUpdates(draft, answers);
        CastSide cast = new CastSide(draft, agent, answers, updates);
        return new Work(
                draft,
                voice,
                words,
                turnEnd,
                bargeIn,
                endpointing,
                presence,
                new UserIdle(draft),
                limit,
                agent,
                intake,
                answers,
                tools,
                cast,
                updates,
                turns,
                new SpeechRequests(draft, agent, intake, tools),
                new FloorSide(draft, intake, tools),
                new UserMute(draft, agent, answers, presence, endpointing),
                new Withholding(draft, agent.interruptions()),
                new Lifecycle(draft, agent, intake, tools, cast, turns, updates),
                new Watchdog(draft, voice));
    }

    /** What follows from a stimulus beyond what it was about. */
    private static void goOn(Work work, Stimulus stimulus) {
        if (work.draft.running()) {
            work.bargeIn.whenDue();
        }
        work.life.proceed();
        work.agent.onToolFinished();
        work.cast.proceed();
        work.turns.proceed();
        work.requests.proceed();
        work.floor.proceed();
        work.agent.proceed();
        work.endpointing.proceed();
        work.turnEnd.proceed();
        work.words.proceed();
        work.limit.proceed();
        work.mute.proceed();
        work.withholding.proceed();
        work.presence.proceed();
        work.idle.proceed();
        work.life.tellIdle();
        work.life.finish();
        work.watchdog.proceed(stimulus);
    }

    @SuppressWarnings("unchecked") // the map pairs each class with a handler of that class
    private <S extends Stimulus> void handle(S stimulus, Work work) {
        ((Handler<S>) Objects.requireNonNull(handlers.get(stimulus.getClass()))).on(stimulus, work);
    }

    private <S extends Stimulus> void when(Class<S> kind, Handler<S> handler) {
        handlers.put(kind, handler);
    }

    private void handleLifecycle() {
        when(Stimulus.Started.class, (s, work) -> work.life.onStarted());
        when(Stimulus.AgentEntered.class, (s, work) -> work.cast.onEntered(s.agentKey()));
        when(Stimulus.AgentFailed.class, (s, work) -> work.life.onAgentFailed(s.message()));
        when(Stimulus.AgentExited.class, (s, work) -> work.life.onAgentExited(s.agentKey()));
        when(Stimulus.CloseAsked.class, (s, work) -> work.life.onCloseAsked(s.reason()));
        when(Stimulus.DrainAsked.class, (s, work) -> work.life.onDrainAsked(s.askId()));
        when(Stimulus.ShutdownAsked.class, (s, work) -> work.life.onShutdownAsked(s.reason()));
        handleAgents();
        when(
                Stimulus.UserDataChanged.class,
                (s, work) -> work.draft.journal(new ConversationRecord.UserDataChanged(s.value())));
        when(Stimulus.TimerFired.class, this::onTimer);
    }

    private void handleAgents() {
        when(Stimulus.AgentReplaced.class, (s, work) -> work.updates.onReplaced(s.profile()));
        when(Stimulus.AgentChanged.class, (s, work) -> work.updates.onChanged(s.profile()));
        when(Stimulus.ContextReplaced.class, (s, work) -> work.updates.onContextReplaced(s.agentKey(), s.context()));
        when(Stimulus.HandOffAsked.class, (s, work) -> work.cast.handOff(s.next()));
        when(Stimulus.TaskAsked.class, (s, work) -> work.cast.onTaskAsked(s.task(), s.callId()));
        when(Stimulus.TaskCompleted.class, (s, work) -> work.cast.onTaskCompleted(s.agentKey()));
        when(Stimulus.UserTurnCompleted.class, (s, work) -> work.turns.onCompleted(s.messageId(), s.completion()));
    }

    private void handleHost() {
        when(Stimulus.SayAsked.class, (s, work) -> work.intake.say(s.speechId(), s.text(), s.options()));
        when(Stimulus.SayReadAsked.class, (s, work) -> work.intake.sayRead(s.speechId(), s.options()));
        when(Stimulus.ReplyAsked.class, (s, work) -> work.intake.reply(s.speechId(), s.options()));
        when(
                Stimulus.InterruptAsked.class,
                (s, work) -> work.agent.interruptions().onAsked(s.askId(), s.force()));
        when(
                Stimulus.SpeechInterruptAsked.class,
                (s, work) -> work.agent.interruptions().onSpeechAsked(s.askId(), s.speechId()));
        when(Stimulus.CancelAsked.class, (s, work) -> work.agent.interruptions().cutIfAllowed());
        whenRunning(Stimulus.TurnsUpdated.class, (s, work) -> {
            work.turnEnd.whenDue();
            work.voice.onTurnsUpdated();
            work.idle.onTurnsUpdated();
        });
        when(Stimulus.IdleAwaited.class, (s, work) -> work.life.onIdleAwaited(s.askId()));
    }

    private void handleCaller() {
        whenRunning(Stimulus.SpeechStarted.class, (s, work) -> work.voice.onStarted(s.since()));
        whenRunning(Stimulus.SpeechEnded.class, (s, work) -> work.voice.onEnded(s.at()));
        whenRunning(Stimulus.SpeechPaused.class, (s, work) -> work.voice.onPaused(s.at()));
        whenRunning(Stimulus.SpeechResumed.class, (s, work) -> work.voice.onResumed());
        whenRunning(Stimulus.RecogniserHeardStart.class, (s, work) -> work.voice.onRecogniserStarted(s.since()));
        whenRunning(Stimulus.RecogniserHeardEnd.class, (s, work) -> work.voice.onRecogniserEnded(s.at()));
        whenRunning(Stimulus.InterimHeard.class, (s, work) -> work.words.onInterim(s));
        whenRunning(Stimulus.PreflightHeard.class, (s, work) -> work.words.onPreflight(s));
        when(Stimulus.FinalHeard.class, (s, work) -> {
            if (work.draft.running()) {
                work.words.onFinal(s);
            } else {
                work.life.onLastWords(s);
            }
        });
        whenRunning(
                Stimulus.EndOfTurnPredicted.class,
                (s, work) -> work.words.onPredicted(s.predictionId(), s.prediction()));
        whenRunning(
                Stimulus.TurnTranscribed.class,
                (s, work) -> work.words.onTurnTranscribed(s.itemId(), s.text().strip(), s.at()));
        whenRunning(Stimulus.HearingFailed.class, (s, work) -> work.draft.failed(s.source(), s.message()));
        whenRunning(
                Stimulus.Troubled.class,
                (s, work) -> work.draft.emit(new SessionEvent.ErrorOccurred(work.draft.now, s.source(), s.message())));
        when(Stimulus.TextTyped.class, (s, work) -> work.turnEnd.onTextTyped(s.text()));
        when(Stimulus.HearingFlushed.class, (s, work) -> {
            work.turnEnd.onCommitDue();
            work.life.onLastWordsHeard();
        });
        whenRunning(Stimulus.CutInOver.class, (s, work) -> work.limit.onCutIn());
        when(Stimulus.CallerLinked.class, (s, work) -> work.presence.onLinked(s.line()));
        whenRunning(Stimulus.SignOfLife.class, (s, work) -> work.presence.onSign());
        whenRunning(Stimulus.ClearAsked.class, (s, work) -> work.turnEnd.onClearAsked());
        when(Stimulus.CommitAsked.class, (s, work) -> {
            if (work.draft.running()) {
                work.turnEnd.onCommitAsked(new Commit(s.askId(), s.options()));
            } else {
                refuse(work.draft, s);
            }
        });
    }

    private void handleAnswers() {
        when(Stimulus.AnswerStarted.class, (s, work) -> work.answers.onStarted(s.answerId()));
        when(Stimulus.SentenceReady.class, (s, work) -> work.agent.onSentence(s.answerId(), s.text()));
        when(Stimulus.SegmentEnded.class, (s, work) -> work.agent.onSegmentEnded(s.answerId()));
        when(Stimulus.AnswerIdentified.class, (s, work) -> work.answers.onIdentified(s.answerId(), s.requestId()));
        when(Stimulus.AnswerServed.class, (s, work) -> work.answers.onServed(s.answerId(), s.model()));
        when(Stimulus.VoiceBegun.class, (s, work) -> work.answers.onVoiceBegun(s.speechId(), s.requestId(), s.voice()));
        when(Stimulus.AnswerPaced.class, (s, work) -> work.answers.onPaced(s.answerId(), s.tokensPerSecond()));
        when(Stimulus.AnswerEnded.class, (s, work) -> work.agent.onAnswerEnded(s.answerId()));
        when(Stimulus.AnswerFailed.class, (s, work) -> work.agent.onAnswerFailed(s.answerId(), s.message()));
        when(Stimulus.GenerationStarted.class, (s, work) -> work.turnEnd.onGenerationStarted(s.answerId()));
        when(Stimulus.MessageStarted.class, (s, work) -> work.agent.onMessage(s.answerId(), s.itemId()));
        when(Stimulus.AnswerCutOff.class, (s, work) -> work.agent.onAnswerCutOff(s.answerId()));
        when(Stimulus.ToolRequested.class, (s, work) -> {
            FunctionCall call =
                    new FunctionCall(work.draft.nextId("item"), s.callId(), s.name(), s.arguments(), work.draft.now);
            work.agent.onToolRequested(s.answerId(), call);
        });
        when(
                Stimulus.ModelRetried.class,
                (s, work) ->
                        work.draft.emit(new SessionEvent.ErrorOccurred(work.draft.now, s.source(), s.message(), true)));
        when(Stimulus.ModelMeasured.class, (s, work) -> work.draft.measured(s.metrics()));
        when(
                Stimulus.RateLimitsTold.class,
                (s, work) -> work.draft.emit(new SessionEvent.RateLimitsUpdated(work.draft.now, s.limits())));
    }

    private void handleTools() {
        when(
                Stimulus.ToolFinished.class,
                (s, work) -> work.agent.onToolFinishedIf(work.tools.onFinished(s.callId(), s.outcome())));
        when(
                Stimulus.ToolHandedOff.class,
                (s, work) -> work.agent.onToolFinishedIf(work.tools.onHandedOff(s.callId(), s.next(), s.text())));
        when(Stimulus.ToolUpdated.class, (s, work) -> {
            work.floor.onUpdated(s.callId());
            work.agent.onToolFinishedIf(work.tools.onUpdated(s.callId(), s.message()));
        });
        when(
                Stimulus.FillerBegun.class,
                (s, work) -> work.floor.onFillerBegun(s.fillerId(), s.callId(), s.speechId(), s.filler()));
        when(Stimulus.FillerEnded.class, (s, work) -> work.floor.onFillerEnded(s.fillerId()));
        when(Stimulus.FloorAsked.class, (s, work) -> work.floor.onAsked(s.askId(), s.callId()));
        when(Stimulus.FloorReleased.class, (s, work) -> work.floor.onReleased(s.callId()));
        when(
                Stimulus.InterruptionsDisallowed.class,
                (s, work) -> work.requests.onInterruptionsDisallowed(s.askId(), s.speechId()));
        when(Stimulus.PlayoutAwaited.class, (s, work) -> work.requests.onPlayoutAwaited(s.askId(), s.speechId()));
    }

    private void handlePlayout() {
        when(Stimulus.VoiceFailed.class, (s, work) -> work.agent.onVoiceFailed(s.utterance(), s.message()));
        when(Stimulus.PlaybackStarted.class, (s, work) -> work.agent.onPlaybackStarted(s.utterance()));
        when(Stimulus.TextHeard.class, (s, work) -> work.agent.onTextHeard(s.utterance(), s.delta()));
        when(
                Stimulus.PlaybackFinished.class,
                (s, work) -> work.agent.onPlaybackFinished(s.utterance(), s.heard(), s.played()));
    }

    private <S extends Stimulus> void whenRunning(Class<S> kind, Handler<S> handler) {
        when(kind, (stimulus, work) -> {
            if (work.draft.running()) {
                handler.on(stimulus, work);
            }
        });
    }

    private void onTimer(Stimulus.TimerFired fired, Work work) {
        switch (fired.timer()) {
            case END_OF_TURN -> work.turnEnd.whenDue();
            case COMMIT -> work.turnEnd.onCommitTimer();
            case FALSE_INTERRUPTION -> work.voice.onFalseInterruptionTimer();
            case AWAY -> work.presence.onAwayTimer();
            case IDLE -> work.idle.onTimer();
            case TRANSCRIPTION -> work.presence.onTranscriptionTimer();
            case STUCK -> work.agent.onStuck();
            case USER_TURN_COMPLETED -> work.turns.onTimer();
            case HANDOVER -> work.cast.onHandoverTimer();
            case CLOSING -> work.life.onClosingTimer();
            case PROGRESS -> work.watchdog.onTimer();
            case INTERRUPTION, AEC_WARMUP, NEXT_SPEECH, FILLER, LAST_WORDS -> {
                // what these are about is asked after every stimulus; they only see to it that one comes in time
            }
        }
    }

    /** After the end every question is answered, and by no. */
    private void refuse(Draft draft, Stimulus stimulus) {
        String why = "session: " + sessionId + " is closed (expected: a running session; start a new one)";
        if (stimulus instanceof Stimulus.CommitAsked ask) {
            draft.refused(ask.askId(), why);
        } else if (stimulus instanceof Stimulus.InterruptAsked ask) {
            draft.refused(ask.askId(), why);
        } else if (stimulus instanceof Stimulus.IdleAwaited ask) {
            draft.refused(ask.askId(), why);
        } else if (stimulus instanceof Stimulus.DrainAsked ask) {
            draft.refused(ask.askId(), why);
        } else if (stimulus instanceof Stimulus.SpeechInterruptAsked ask) {
            draft.refused(ask.askId(), why);
        } else if (stimulus instanceof Stimulus.InterruptionsDisallowed ask) {
            draft.refused(ask.askId(), why);
        } else if (stimulus instanceof Stimulus.PlayoutAwaited ask) {
            draft.refused(ask.askId(), why);
        } else if (stimulus instanceof Stimulus.FloorAsked ask) {
            draft.refused(ask.askId(), why);
        } else if (stimulus instanceof Stimulus.TaskAsked task) {
            draft.effect(new Effect.AgentLeft(task.task().key(), task.task().context(), why));
        } else if (stimulus instanceof Stimulus.HandOffAsked handOff) {
            draft.effect(
                    new Effect.AgentLeft(handOff.next().key(), handOff.next().context(), why));
        }
    }
}
