package dev.parley.session.engine;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.session.AgentState;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.Speech.Playback;
import dev.parley.session.engine.Timing.Station;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The agent's side: which speech is next, what it says, and what was heard of it. One speech at a time may be heard; the
 * others wait in the queue by priority, then by age.
 *
 * <pre>
 * queued → asked for → (answer | voice | playout | tools)* → step over → next step … → over
 * </pre>
 */
final class AgentSide {
    /** LiveKit Agents' watchdog: playout that has not stopped by then is taken to be dead. */
    private static final Duration STUCK_AFTER = Duration.ofSeconds(5);

    /** A host that asks for more than can ever be said is told so; the newest speech is the one that is refused. */
    private static final int MOST_QUEUED = 100;

    private final Draft draft;
    private final AnswerSide answers;
    private final ToolSide tools;

    AgentSide(Draft draft, AnswerSide answers, ToolSide tools) {
        this.draft = draft;
        this.answers = answers;
        this.tools = tools;
    }

    // --- what is asked for

    void say(String id, String text, SpeechOptions options) {
        enqueue(Speech.say(id, options, Answer.given(draft.nextId("text"), Sentences.of(text))), true);
    }

    void reply(String id, ReplyOptions options) {
        if (!options.userInput().isBlank()) {
            commitUserMessage(options.userInput());
        }
        enqueue(Speech.reply(id, options, Timing.none()), true);
    }

    /** A turn of the caller's is over: it becomes part of the conversation and gets exactly one reply. */
    void answerTurn(String text, Timing timing) {
        Optional<Speculation> ready = answers.takeSpeculation(text);
        commitUserMessage(text);
        ReplyOptions options = ReplyOptions.standard();
        Speech speech = Speech.reply(draft.nextId("speech"), options, timing);
        enqueue(
                ready.map(ahead -> speech.with(ahead.answer()).with(timing.with(ahead.timing())))
                        .orElse(speech),
                false);
    }

    /** Whether a speech that was not interrupted is being thought or spoken. */
    boolean occupied() {
        return draft.current.map(speech -> !speech.interrupted()).orElse(false);
    }

    boolean interruptible() {
        return draft.current.map(this::interruptible).orElse(false);
    }

    private boolean interruptible(Speech speech) {
        return !speech.interrupted()
                && speech.options().allowInterruptions()
                && draft.options.turns().interruption().enabled();
    }

    // --- what is stopped

    /** Stops the current speech if it may be interrupted. */
    void interruptCurrent() {
        if (interruptible()) {
            cutCurrent();
        }
    }

    /**
     * The caller's speech is to stop the current one: for the time being if it is heard and pauses are wanted, else for
     * good.
     */
    void interruptByVoice() {
        Speech speech = draft.current.orElseThrow();
        boolean pauses =
                !draft.options.turns().interruption().falseInterruptionTimeout().isZero();
        if (!pauses || !speech.audible()) {
            cutCurrent();
        } else if (draft.paused.isEmpty()) {
            draft.paused = Optional.of(speech.utterance());
            draft.effect(new Effect.PauseSpeaking(speech.utterance()));
        }
    }

    /** The caller's sound was no turn: what was paused for it goes on. */
    void resume() {
        draft.paused.ifPresent(utterance -> {
            draft.paused = Optional.empty();
            draft.effect(new Effect.ResumeSpeaking(utterance));
            draft.emit(new SessionEvent.AgentFalseInterruption(draft.now, utterance.speechId(), true));
        });
    }

    /** By the host's order: the current speech and the queue up to the first that must not be interrupted. */
    void onInterruptAsked(long askId, boolean force) {
        if (!force && draft.current.filter(this::mustBeHeard).isPresent()) {
            draft.refused(askId, "interrupt: the current speech must not be interrupted (expected: wait, or force)");
            return;
        }
        draft.current.ifPresent(speech -> cutCurrent());
        while (!draft.queue.isEmpty() && (force || !mustBeHeard(draft.queue.get(0)))) {
            over(draft.queue.remove(0).asInterrupted());
        }
        draft.granted(askId, "");
    }

    private boolean mustBeHeard(Speech speech) {
        return !speech.options().allowInterruptions() && !speech.interrupted();
    }

    void onSpeechInterruptAsked(long askId, String speechId) {
        Optional<Speech> waiting = draft.queue.stream()
                .filter(speech -> speech.id().equals(speechId))
                .findFirst();
        boolean isCurrent =
                draft.current.filter(speech -> speech.id().equals(speechId)).isPresent();
        if ((isCurrent && draft.current.filter(this::mustBeHeard).isPresent())
                || waiting.filter(this::mustBeHeard).isPresent()) {
            draft.refused(askId, "interrupt: " + speechId + " must not be interrupted (expected: wait, or force)");
            return;
        }
        if (isCurrent) {
            cutCurrent();
        }
        waiting.ifPresent(speech -> {
            draft.queue.remove(speech);
            over(speech.asInterrupted());
        });
        draft.granted(askId, "");
    }

    /** Everything ends. */
    void cutAll() {
        answers.dropSpeculation();
        draft.queue.forEach(speech -> over(speech.asInterrupted()));
        draft.queue.clear();
        draft.current.ifPresent(speech -> cutCurrent());
    }

    void cutCurrent() {
        draft.current.filter(speech -> !speech.interrupted()).ifPresent(speech -> {
            answers.cancel(speech);
            draft.paused = Optional.empty();
            draft.cancel(Timer.FALSE_INTERRUPTION);
            Speech cut = speech.asInterrupted();
            if (cut.playback() == Playback.NONE) {
                cut = cut.with(Playback.DONE);
            } else if (cut.playback() != Playback.DONE) {
                draft.effect(new Effect.StopSpeaking(cut.utterance()));
                draft.emit(new SessionEvent.PlaybackCleared(draft.now, cut.id()));
                draft.timer(Timer.STUCK, draft.now.plus(STUCK_AFTER));
            }
            draft.current = Optional.of(cut);
            settle();
        });
    }

    // --- what the models and the playout report

    void onSentence(String answerId, String text) {
        launchIf(answers.onSentence(answerId, text));
    }

    void onToolRequested(String answerId, FunctionCall call) {
        launchIf(answers.onToolRequested(answerId, call));
    }

    void onAnswerEnded(String answerId) {
        launchIf(answers.onEnded(answerId));
    }

    void onAnswerFailed(String answerId, String message) {
        launchIf(answers.onFailed(answerId, message));
    }

    private void launchIf(boolean more) {
        if (more) {
            launch();
        }
    }

    void onVoiceFailed(Utterance utterance, String message) {
        if (isCurrent(utterance)) {
            draft.failed("tts", message);
        }
    }

    void onPlaybackStarted(Utterance utterance) {
        if (!isCurrent(utterance)) {
            return;
        }
        draft.succeeded();
        Speech speech = draft.current.orElseThrow();
        boolean first = !speech.timing().has(Station.FIRST_AUDIO);
        Timing timing = speech.timing().at(Station.FIRST_AUDIO, draft.now);
        draft.current = Optional.of(speech.playingSince(draft.now).with(timing));
        if (first) {
            draft.emit(new SessionEvent.MetricsCollected(draft.now, speech.id(), timing.metrics()));
        }
        if (draft.firstVoiceAt.isEmpty()) {
            draft.firstVoiceAt = Optional.of(draft.now);
            draft.timer(
                    Timer.AEC_WARMUP,
                    draft.now.plus(draft.options.turns().interruption().aecWarmup()));
        }
    }

    void onTextHeard(Utterance utterance, String delta) {
        if (isCurrent(utterance)) {
            draft.emit(new SessionEvent.AgentTranscript(draft.now, utterance.speechId(), delta));
        }
    }

    void onPlaybackFinished(Utterance utterance, String heard, Duration played) {
        if (isCurrent(utterance)) {
            draft.cancel(Timer.STUCK);
            playbackOver(heard, played);
        }
    }

    /** Playout did not answer the order to stop. */
    void onStuck() {
        draft.current.filter(Speech::interrupted).ifPresent(speech -> {
            draft.emit(new SessionEvent.ErrorOccurred(
                    draft.now, "playout", "stop: not answered (expected: within " + STUCK_AFTER.toSeconds() + " s)"));
            playbackOver("", Duration.ZERO);
        });
    }

    void onToolFinished() {
        settle();
        for (Speech speech : List.copyOf(draft.lingering)) {
            if (tools.allDone(speech)) {
                draft.lingering.remove(speech);
                tools.commit(speech);
                over(speech);
            }
        }
    }

    // --- the order of speeches

    /** Lets the next speech begin when none is current, and tells what the agent's state has become. */
    void proceed() {
        while (draft.current.isEmpty() && !draft.queue.isEmpty() && draft.running()) {
            draft.current = Optional.of(draft.queue.remove(0));
            tellState();
            begin();
        }
        tellState();
    }

    /** An answer that is over at once was thought about all the same: its state is told before it begins. */
    private void tellState() {
        AgentState state = state();
        if (state != draft.agentState) {
            draft.emit(new SessionEvent.AgentStateChanged(draft.now, draft.agentState, state));
            draft.agentState = state;
        }
    }

    private AgentState state() {
        if (draft.phase == SessionState.Phase.NEW) {
            return AgentState.INITIALIZING;
        }
        boolean replyWaits = draft.queue.stream().anyMatch(Speech::isReply);
        AgentState silent = replyWaits ? AgentState.THINKING : AgentState.LISTENING;
        return draft.current
                .filter(speech -> !speech.interrupted())
                .map(speech -> {
                    if (draft.paused.isPresent()) {
                        return AgentState.LISTENING;
                    }
                    if (speech.audible()) {
                        return AgentState.SPEAKING;
                    }
                    return speech.isReply() ? AgentState.THINKING : silent;
                })
                .orElse(silent);
    }

    private void enqueue(Speech speech, boolean byHost) {
        if (!draft.running()) {
            over(speech.asInterrupted());
            return;
        }
        draft.emit(new SessionEvent.SpeechCreated(draft.now, speech.id(), byHost));
        if (draft.queue.size() >= MOST_QUEUED) {
            draft.emit(new SessionEvent.ErrorOccurred(
                    draft.now, "agent", "speeches waiting: " + draft.queue.size() + " (expected: at most that many)"));
            over(speech.asInterrupted());
            return;
        }
        int at = draft.queue.size();
        while (at > 0
                && draft.queue.get(at - 1).options().priority()
                        < speech.options().priority()) {
            at--;
        }
        draft.queue.add(at, speech);
    }

    private void begin() {
        Speech speech = draft.current.orElseThrow();
        if (speech.answer().isEmpty()) {
            answers.ask(speech);
        }
        launch();
    }

    /** Gives the current speech's sentences to the voice and starts its tools, as far as they are known. */
    private void launch() {
        Speech speech = draft.current.orElseThrow();
        Answer answer = speech.answer().orElseThrow();
        if (speech.interrupted()) {
            settle();
            return;
        }
        while (speech.spoken() < answer.sentences().size()) {
            draft.effect(new Effect.Speak(speech.utterance(), answer.sentences().get(speech.spoken())));
            speech = speech.spokenOneMore().with(speech.timing().at(Station.FIRST_SENTENCE, draft.now));
        }
        while (speech.launched() < answer.calls().size()) {
            tools.start(speech.id(), answer.calls().get(speech.launched()));
            speech = speech.launchedOneMore();
        }
        if (answer.ended() && speech.playback() == Playback.GIVEN) {
            draft.effect(new Effect.EndUtterance(speech.utterance()));
            speech = speech.with(Playback.COMPLETE);
        } else if (answer.ended() && speech.playback() == Playback.NONE) {
            speech = speech.with(Playback.DONE);
        }
        draft.current = Optional.of(speech);
        settle();
    }

    private void playbackOver(String heard, Duration played) {
        Speech speech = draft.current.orElseThrow();
        if (speech.playback() == Playback.DONE) {
            return;
        }
        if (!heard.isEmpty() && speech.options().addToHistory()) {
            ChatMessage message = ChatMessage.of(
                    draft.nextId("item"),
                    ChatRole.ASSISTANT,
                    heard,
                    speech.playbackAt().orElse(draft.now));
            ChatMessage item = speech.interrupted() ? message.asInterrupted() : message;
            draft.journalItem(item, new ConversationRecord.AssistantTurnCommitted(item));
        }
        draft.current = Optional.of(speech.playedOut(heard, played));
        settle();
    }

    /** Ends the current speech's step if nothing of it is left to wait for. */
    private void settle() {
        Speech speech = draft.current.orElse(null);
        if (speech == null || speech.playback() != Playback.DONE || !(speech.answerEnded() || speech.interrupted())) {
            return;
        }
        draft.current = Optional.empty();
        if (!tools.allDone(speech)) {
            if (speech.interrupted()) {
                draft.lingering.add(speech);
            } else {
                draft.current = Optional.of(speech);
            }
            return;
        }
        boolean replyWanted = tools.commit(speech);
        if (replyWanted && !speech.interrupted() && draft.running()) {
            draft.current = Optional.of(speech.nextStep());
            begin();
        } else {
            over(speech);
        }
    }

    private void over(Speech speech) {
        answers.cancel(speech);
        draft.emit(new SessionEvent.SpeechFinished(
                draft.now, speech.id(), speech.heard(), speech.played(), speech.interrupted()));
    }

    private boolean isCurrent(Utterance utterance) {
        return draft.current
                .filter(speech -> speech.utterance().equals(utterance))
                .isPresent();
    }

    private void commitUserMessage(String text) {
        ChatMessage message = ChatMessage.of(draft.nextId("item"), ChatRole.USER, text, draft.now);
        draft.journalItem(message, new ConversationRecord.UserTurnCommitted(message));
    }
}
