package dev.parley.session.engine;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.Round.Playback;
import dev.parley.session.engine.Timing.Station;
import dev.parley.tool.ToolFlag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The agent's side: which speech is next, what it says, and what was heard of it. One speech at a time may be heard; the
 * others wait in the queue by priority, then by age.
 *
 * <pre>
 * queued → asked for → (answer | voice | playout | tools)* → step over → next step … → over
 * </pre>
 */
final class AgentSide {
    private final Draft draft;
    private final AnswerSide answers;
    private final ToolSide tools;
    private final SpeechQueue queue;
    private final AgentStates states;
    private final Interruptions interruptions;

    AgentSide(Draft draft, AnswerSide answers, ToolSide tools) {
        this.draft = draft;
        this.answers = answers;
        this.tools = tools;
        this.queue = new SpeechQueue(draft);
        this.states = new AgentStates(draft);
        this.interruptions = new Interruptions(draft, answers, this, queue);
    }

    Interruptions interruptions() {
        return interruptions;
    }

    // --- what is asked for

    void say(String id, String text, SpeechOptions options) {
        enqueue(Speech.say(id, options, Answer.given(draft.nextId("text"), Sentences.of(text))), true);
    }

    void reply(String id, ReplyOptions options) {
        if (!options.userInput().isBlank()) {
            commit(ChatMessage.of(draft.nextId("item"), ChatRole.USER, options.userInput(), draft.now));
        }
        enqueue(Speech.reply(id, whileEntering(options), Timing.none()), true);
    }

    /** What an agent asks for as it enters does without the tools that are not meant for that. */
    private ReplyOptions whileEntering(ReplyOptions options) {
        boolean hides =
                draft.profile.toolOptions().values().stream().anyMatch(tool -> tool.has(ToolFlag.IGNORE_ON_ENTER));
        if (draft.cast.presence() != Cast.Presence.ENTERING || !hides) {
            return options;
        }
        return options.withTools(options.tools().orElseGet(draft.profile::toolNames).stream()
                .filter(tool -> !draft.profile.optionsOf(tool).has(ToolFlag.IGNORE_ON_ENTER))
                .toList());
    }

    /** The model is to say something about what tools have told behind the conversation. */
    void replyToNews() {
        enqueue(Speech.reply(draft.nextId("speech"), ReplyOptions.standard(), Timing.none()), true);
    }

    /** A turn of the caller's is over: it becomes part of the conversation and gets exactly one reply. */
    void answerTurn(ChatMessage turn, Timing timing, ReplyOptions options) {
        if (options.chatContext().isPresent()) {
            answers.dropSpeculation();
        }
        Optional<Speculation> ready = answers.takeSpeculation(turn.text());
        commit(turn);
        Speech speech = Speech.reply(draft.nextId("speech"), options, timing);
        enqueue(
                ready.map(ahead -> speech.with(ahead.answer()).with(timing.with(ahead.timing())))
                        .orElse(speech),
                false);
    }

    /** Whether a speech that was not interrupted is being thought or spoken, or waits for its tools. */
    boolean occupied() {
        return Stream.concat(draft.current.stream(), draft.working.stream()).anyMatch(speech -> !speech.interrupted());
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
        draft.current =
                Optional.of(speech.with(speech.round().playingSince(draft.now)).with(timing));
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
                    draft.now,
                    "playout",
                    "stop: not answered (expected: within " + Interruptions.STUCK_AFTER.toSeconds() + " s)"));
            playbackOver("", Duration.ZERO);
        });
    }

    void onToolFinishedIf(boolean awaited) {
        if (awaited) {
            onToolFinished();
        }
    }

    void onToolFinished() {
        for (Speech speech : List.copyOf(draft.working)) {
            if (tools.allDone(speech)) {
                draft.working.remove(speech);
                goOnAfterTools(speech);
            }
        }
    }

    // --- the order of speeches

    /** Lets the next speech begin when none is current, and tells what the agent's state has become. */
    void proceed() {
        while (draft.current.isEmpty() && !draft.queue.isEmpty() && draft.running()) {
            draft.current = Optional.of(draft.queue.remove(0));
            states.tell(); // an answer that is over at once was thought about all the same
            begin();
        }
        states.tell();
    }

    private void enqueue(Speech speech, boolean byHost) {
        if (!draft.running()) {
            over(speech.asInterrupted());
            return;
        }
        draft.emit(new SessionEvent.SpeechCreated(draft.now, speech.id(), byHost));
        if (!queue.add(speech)) {
            over(speech.asInterrupted());
        }
    }

    private void begin() {
        Speech speech = draft.current.orElseThrow();
        if (draft.user.speaking()) {
            interruptions.holdBack();
        }
        if (speech.round().answer().isEmpty()) {
            answers.ask(speech);
        }
        launch();
    }

    /** Gives the current speech's sentences to the voice and starts its tools, as far as they are known. */
    private void launch() {
        Speech speech = draft.current.orElseThrow();
        if (!speech.interrupted()) {
            draft.current = Optional.of(withTools(withVoice(speech)));
        }
        settle();
    }

    private Speech withVoice(Speech speech) {
        Answer answer = answerOf(speech);
        Round round = speech.round();
        Timing timing = speech.timing();
        while (round.spoken() < answer.sentences().size()) {
            draft.effect(new Effect.Speak(speech.utterance(), answer.sentences().get(round.spoken())));
            round = round.spokenOneMore();
            timing = timing.at(Station.FIRST_SENTENCE, draft.now);
        }
        if (answer.ended() && round.playback() == Playback.GIVEN) {
            draft.effect(new Effect.EndUtterance(speech.utterance()));
            round = round.with(Playback.COMPLETE);
        } else if (answer.ended() && round.playback() == Playback.NONE) {
            round = round.with(Playback.DONE);
        }
        return speech.with(round).with(timing);
    }

    private Speech withTools(Speech speech) {
        List<FunctionCall> calls = answerOf(speech).calls();
        calls.subList(speech.round().launched(), calls.size()).forEach(call -> tools.start(speech.id(), call));
        return speech.with(speech.round().launched(calls.size()));
    }

    private static Answer answerOf(Speech speech) {
        return speech.round().answer().orElseThrow();
    }

    private void playbackOver(String heard, Duration played) {
        Speech speech = draft.current.orElseThrow();
        if (speech.round().playback() == Playback.DONE) {
            return;
        }
        if (!heard.isEmpty() && speech.options().addToHistory()) {
            ChatMessage message = ChatMessage.of(
                    draft.nextId("item"),
                    ChatRole.ASSISTANT,
                    heard,
                    speech.round().playbackAt().orElse(draft.now));
            ChatMessage item = speech.interrupted() ? message.asInterrupted() : message;
            draft.journalItem(item, new ConversationRecord.AssistantTurnCommitted(item));
        }
        draft.current = Optional.of(speech.playedOut(heard, played));
        settle();
    }

    /** Ends the current speech's round if nothing of it is left to play. Others may be heard while its tools run. */
    void settle() {
        Optional<Speech> played = draft.current.filter(Speech::roundPlayed);
        played.ifPresent(speech -> {
            draft.current = Optional.empty();
            draft.hold = Optional.empty();
            if (tools.allDone(speech)) {
                goOnAfterTools(speech);
            } else {
                draft.working.add(speech);
            }
        });
    }

    private void goOnAfterTools(Speech speech) {
        ToolSide.Committed tooling = tools.commit(speech);
        if (tooling.replyWanted() && !speech.interrupted() && draft.running()) {
            queue.addBeforeItsEquals(speech.nextRound());
        } else {
            over(speech);
        }
        tooling.next().ifPresent(next -> draft.handOff = Optional.of(next));
    }

    void over(Speech speech) {
        answers.cancel(speech);
        draft.emit(new SessionEvent.SpeechFinished(
                draft.now, speech.id(), speech.past().heard(), speech.past().played(), speech.interrupted()));
    }

    private boolean isCurrent(Utterance utterance) {
        return draft.current
                .filter(speech -> speech.utterance().equals(utterance))
                .isPresent();
    }

    private void commit(ChatMessage message) {
        draft.journalItem(message, new ConversationRecord.UserTurnCommitted(message));
    }
}
