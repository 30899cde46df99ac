package dev.parley.session.engine;

import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ToolChoice;
import dev.parley.session.AgentState;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.Speech.Playback;
import dev.parley.session.engine.Timing.Station;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

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

    private final Draft draft;
    private final ToolSide tools;

    AgentSide(Draft draft, ToolSide tools) {
        this.draft = draft;
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
        Optional<Speculation> ready = draft.speculation.filter(ahead -> ahead.answers(text, draft.conversation.chat()));
        if (ready.isPresent()) {
            draft.speculation = Optional.empty();
        } else {
            dropSpeculation();
        }
        commitUserMessage(text);
        ReplyOptions options = ReplyOptions.standard();
        Speech speech = Speech.reply(draft.nextId("speech"), options, timing);
        enqueue(
                ready.map(ahead -> speech.with(ahead.answer()).with(timing.with(ahead.timing())))
                        .orElse(speech),
                false);
    }

    /** Begins to answer a turn that is not surely over. */
    void speculate(String transcript) {
        Answer answer = Answer.asked(draft.nextId("answer"));
        Timing timing = Timing.none().at(Station.REQUESTED, draft.now);
        draft.speculation = Optional.of(new Speculation(answer, transcript, draft.conversation.chat(), timing));
        ChatMessage turn = ChatMessage.of(draft.nextId("item"), ChatRole.USER, transcript, draft.now);
        generate(answer.id(), draft.conversation.chat().with(turn), "", ToolChoice.AUTO);
    }

    void dropSpeculation() {
        draft.speculation.ifPresent(ahead -> {
            if (!ahead.answer().ended()) {
                draft.effect(new Effect.CancelAnswer(ahead.answer().id()));
            }
            draft.speculation = Optional.empty();
        });
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
        dropSpeculation();
        draft.queue.forEach(speech -> over(speech.asInterrupted()));
        draft.queue.clear();
        draft.current.ifPresent(speech -> cutCurrent());
    }

    void cutCurrent() {
        draft.current.filter(speech -> !speech.interrupted()).ifPresent(speech -> {
            speech.answer()
                    .filter(answer -> !answer.ended())
                    .ifPresent(answer -> draft.effect(new Effect.CancelAnswer(answer.id())));
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

    void onAnswerStarted(String answerId) {
        timed(answerId, Station.FIRST_TOKEN);
    }

    void onSentence(String answerId, String text) {
        timed(answerId, Station.FIRST_TOKEN);
        answered(answerId, answer -> answer.with(text));
    }

    void onAnswerEnded(String answerId) {
        timed(answerId, Station.ANSWERED);
        if (knows(answerId)) {
            draft.succeeded();
        }
        answered(answerId, Answer::asEnded);
    }

    void onAnswerFailed(String answerId, String message) {
        if (draft.speculation
                .filter(ahead -> ahead.answer().id().equals(answerId))
                .isPresent()) {
            draft.speculation = Optional.empty();
            return;
        }
        if (knows(answerId) || waiting(answerId)) {
            draft.failed("llm", message);
            answered(answerId, Answer::asEnded);
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
        Timing timing = speech.timing().at(Station.FIRST_AUDIO, draft.now);
        draft.current = Optional.of(speech.playingSince(draft.now).with(timing));
        if (speech.step() == 0) {
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
        for (Speech speech : java.util.List.copyOf(draft.lingering)) {
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
            Answer answer = Answer.asked(draft.nextId("answer"));
            draft.current = Optional.of(speech.with(answer).with(speech.timing().at(Station.REQUESTED, draft.now)));
            ReplyOptions reply = speech.reply().orElse(ReplyOptions.standard());
            boolean exhausted = speech.step() > draft.options.maxToolSteps();
            ToolChoice first = speech.step() == 0 ? reply.toolChoice() : ToolChoice.AUTO;
            generate(answer.id(), draft.conversation.chat(), reply.instructions(), exhausted ? ToolChoice.NONE : first);
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
        draft.emit(new SessionEvent.SpeechFinished(
                draft.now, speech.id(), speech.heard(), speech.played(), speech.interrupted()));
    }

    // --- answers

    private boolean isCurrent(Utterance utterance) {
        return draft.current
                .filter(speech -> speech.utterance().equals(utterance))
                .isPresent();
    }

    private boolean knows(String answerId) {
        return draft.current
                .flatMap(Speech::answer)
                .filter(answer -> answer.id().equals(answerId))
                .isPresent();
    }

    private boolean waiting(String answerId) {
        return draft.queue.stream()
                .flatMap(speech -> speech.answer().stream())
                .anyMatch(answer -> answer.id().equals(answerId));
    }

    /** Changes the answer of this id, be it the current speech's, a waiting one's or one begun ahead. */
    void answered(String answerId, UnaryOperator<Answer> change) {
        draft.speculation
                .filter(ahead -> ahead.answer().id().equals(answerId))
                .ifPresent(ahead ->
                        draft.speculation = Optional.of(ahead.with(change.apply(ahead.answer()), ahead.timing())));
        draft.queue.replaceAll(speech -> speech.answer()
                .filter(answer -> answer.id().equals(answerId))
                .map(answer -> speech.with(change.apply(answer)))
                .orElse(speech));
        if (knows(answerId)) {
            Speech speech = draft.current.orElseThrow();
            draft.current = Optional.of(speech.with(change.apply(speech.answer().orElseThrow())));
            launch();
        }
    }

    private void timed(String answerId, Station station) {
        draft.speculation
                .filter(ahead -> ahead.answer().id().equals(answerId))
                .ifPresent(ahead -> draft.speculation =
                        Optional.of(ahead.with(ahead.answer(), ahead.timing().at(station, draft.now))));
        if (knows(answerId)) {
            draft.current =
                    draft.current.map(speech -> speech.with(speech.timing().at(station, draft.now)));
        }
    }

    private void generate(String answerId, ChatContext conversation, String extra, ToolChoice toolChoice) {
        ChatContext context = ChatContext.empty()
                .with(ChatMessage.of(
                        "instructions", ChatRole.SYSTEM, draft.profile.instructions(), java.time.Instant.EPOCH));
        for (dev.parley.chat.ChatItem item : conversation.items()) {
            context = context.with(item);
        }
        if (!extra.isBlank()) {
            context = context.with(ChatMessage.of(draft.nextId("item"), ChatRole.SYSTEM, extra, draft.now));
        }
        draft.effect(new Effect.Generate(answerId, context, draft.profile.tools(), toolChoice));
    }

    private void commitUserMessage(String text) {
        ChatMessage message = ChatMessage.of(draft.nextId("item"), ChatRole.USER, text, draft.now);
        draft.journalItem(message, new ConversationRecord.UserTurnCommitted(message));
    }
}
