package dev.parley.session.engine;

import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCall;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionEvent.SpeechSource;
import dev.parley.session.ToolExecution.ReplyStatus;
import dev.parley.session.engine.Round.Playback;
import dev.parley.session.engine.SessionMachines.SpeechPlace;
import dev.parley.session.engine.Timing.Station;
import dev.parley.session.engine.UserWatch.Line;
import java.time.Duration;
import java.time.Instant;
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
    private static final String GO_ON =
            "The connection broke while you were speaking. Go on where your last words stop; repeat none of them.";

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

    /** Whether a speech that was not interrupted is being thought or spoken, or waits for its tools. */
    boolean occupied() {
        return Stream.concat(draft.current.stream(), draft.working.stream()).anyMatch(speech -> !speech.interrupted());
    }

    // --- what the models and the playout report

    void onSentence(String answerId, String text) {
        launchIf(answers.onSentence(answerId, text));
    }

    void onMessage(String answerId, String itemId) {
        launchIf(answers.onMessage(answerId, itemId));
    }

    /** What has come of the answer is played; then the model is to go on, unless its tools make it do so anyway. */
    void onAnswerCutOff(String answerId) {
        Optional<Answer> cut =
                answers.wanted(answerId).filter(answer -> answer.calls().isEmpty());
        onAnswerEnded(answerId);
        cut.ifPresent(answer -> {
            ReplyOptions rest = answer.sentences().isEmpty() ? ReplyOptions.standard() : ReplyOptions.instructed(GO_ON);
            enqueue(Speech.reply(draft.nextId("speech"), rest, Timing.none()), false);
        });
    }

    void onSegmentEnded(String answerId) {
        launchIf(answers.onSegmentEnded(answerId));
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

    /** Also when the playout has found the end of the utterance before the voice's failure was told. */
    void onVoiceFailed(Utterance utterance, String message) {
        if (answers.voiceAhead().makes(utterance)) {
            answers.dropSpeculation();
        } else if (draft.running()) {
            draft.voiceFailed(utterance, message);
        }
    }

    void onPlaybackStarted(Utterance utterance) {
        if (!isCurrent(utterance)) {
            return;
        }
        draft.succeeded("llm");
        draft.succeeded("tts");
        Speech speech = draft.current.orElseThrow();
        boolean first = !speech.timing().has(Station.FIRST_AUDIO);
        Timing timing = speech.timing().at(Station.FIRST_AUDIO, draft.now);
        draft.current(
                Optional.of(speech.with(speech.round().playingSince(draft.now)).with(timing)));
        if (first) {
            draft.emit(new SessionEvent.MetricsCollected(draft.now, speech.id(), timing.metrics()));
        }
        if (draft.firstVoiceAt.isEmpty()) {
            draft.firstVoiceAt = Optional.of(draft.now);
        }
        Line line = draft.watch.line();
        if (line.learningSince().isEmpty()) {
            draft.watch = draft.watch.with(new Line(line.outboundPhone(), Optional.of(draft.now)));
            draft.timer(Timer.AEC_WARMUP, draft.now.plus(draft.aecWarmup()));
        }
    }

    void onTextHeard(Utterance utterance, String delta) {
        if (isCurrent(utterance)) {
            draft.emit(new SessionEvent.AgentTranscript(draft.now, utterance.speechId(), delta));
        }
    }

    void onPlaybackFinished(Utterance utterance, String heard, Duration played) {
        if (isCurrent(utterance)) {
            Speech speech = draft.current.orElseThrow();
            Round round = speech.round();
            draft.current(Optional.of(speech.with(round.with(round.segments().played(heard, played)))));
            playbackOver();
        }
    }

    /** Playout did not answer the order to stop. */
    void onStuck() {
        draft.current.filter(Speech::interrupted).ifPresent(speech -> {
            draft.emit(new SessionEvent.ErrorOccurred(
                    draft.now,
                    "playout",
                    "stop: not answered (expected: within " + Interruptions.STUCK_AFTER.toSeconds() + " s)"));
            draft.current(Optional.of(
                    speech.with(speech.round().with(speech.round().segments().abandoned()))));
            playbackOver();
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
                goOnAfterTools(speech, SpeechPlace.WORKING);
            }
        }
    }

    // --- the order of speeches

    /** Lets the next speech begin when none is current, and tells what the agent's state has become. */
    void proceed() {
        while (draft.current.isEmpty() && !draft.queue.isEmpty() && draft.running() && !pausesBetweenSpeeches()) {
            draft.speech(SpeechPlace.QUEUED, SpeechPlace.CURRENT);
            draft.current(Optional.of(draft.queue.remove(0)));
            states.tell(); // an answer that is over at once was thought about all the same
            begin();
        }
        states.tell();
    }

    /** LiveKit Agents' delay between two speeches: none begins before it is over. */
    private boolean pausesBetweenSpeeches() {
        Optional<Instant> next = draft.pauseOver();
        next.ifPresent(at -> draft.timer(Timer.NEXT_SPEECH, at));
        return next.isPresent();
    }

    /** Puts a new speech in its place, unless none may begin any more. */
    void enqueue(Speech speech, boolean byHost) {
        if (!draft.running() || (byHost && draft.draining())) {
            over(speech.asInterrupted(), SpeechPlace.NEW);
            return;
        }
        draft.emit(new SessionEvent.SpeechCreated(
                draft.now, speech.id(), byHost, speech.isReply() ? SpeechSource.GENERATE_REPLY : SpeechSource.SAY));
        if (queue.add(speech)) {
            draft.speech(SpeechPlace.NEW, SpeechPlace.QUEUED);
        } else {
            over(speech.asInterrupted(), SpeechPlace.NEW);
        }
    }

    private void begin() {
        Speech speech = draft.current.orElseThrow();
        answers.dropVoiceAhead();
        if (draft.user.speaking()) {
            interruptions.holdBack();
        }
        answers.voiceAhead().release(speech);
        if (speech.round().answer().isEmpty()) {
            answers.ask(speech);
        }
        launch();
    }

    /** Gives the current speech's sentences to the voice and starts its tools, as far as they are known. */
    private void launch() {
        Speech speech = draft.current.orElseThrow();
        if (!speech.interrupted()) {
            draft.current(Optional.of(withTools(withVoice(speech))));
        }
        playbackOver();
    }

    private Speech withVoice(Speech speech) {
        Answer answer = answerOf(speech);
        Round round = speech.round();
        Timing timing = speech.timing();
        while (round.spoken() < answer.sentences().size()) {
            String sentence = answer.sentences().get(round.spoken());
            if (sentence.equals(Answer.SEGMENT_END)) {
                endSegment(speech, round.segments());
                round = round.segmentClosed();
                continue;
            }
            round = round.spokenOneMore();
            Utterance utterance = speech.utterance(round.segments().last());
            draft.effect(
                    answer.spoken() ? new Effect.Play(utterance, sentence) : new Effect.Speak(utterance, sentence));
            timing = timing.at(Station.FIRST_SENTENCE, draft.now);
        }
        if (answer.ended() && round.playback() == Playback.GIVEN) {
            endSegment(speech, round.segments());
            round = round.with(Playback.COMPLETE).with(round.segments().closed());
        } else if (answer.ended() && round.playback() == Playback.NONE) {
            round = round.with(Playback.DONE);
        }
        return speech.with(round).with(timing);
    }

    private void endSegment(Speech speech, Segments segments) {
        if (segments.open()) {
            draft.effect(new Effect.EndUtterance(speech.utterance(segments.last())));
        }
    }

    private Speech withTools(Speech speech) {
        List<FunctionCall> calls = answerOf(speech).calls();
        calls.subList(speech.round().launched(), calls.size()).forEach(call -> tools.start(speech.id(), call));
        return speech.with(speech.round().launched(calls.size()));
    }

    private static Answer answerOf(Speech speech) {
        return speech.round().answer().orElseThrow();
    }

    /** Ends the current speech's playback if nothing of it is left to say; one message is made of all its segments. */
    void playbackOver() {
        Speech speech = draft.current.orElseThrow();
        if (speech.round().playback() == Playback.DONE || !speech.round().saidAll(speech.interrupted())) {
            settle();
            return;
        }
        draft.cancel(Timer.STUCK);
        answers.takeBack(speech, speech.round().segments().played());
        String heard = speech.round().segments().heard().strip();
        if (!heard.isEmpty() && speech.options().addToHistory()) {
            ChatMessage message = ChatMessage.of(
                            itemIdOf(answerOf(speech)),
                            ChatRole.ASSISTANT,
                            heard,
                            speech.round().playbackAt().orElse(draft.now))
                    .withMetrics(speech.timing().ofAssistant(speech.round().playbackAt(), draft.now, answerOf(speech)));
            ChatMessage item = speech.interrupted() ? message.asInterrupted() : message;
            draft.journalItem(item, new ConversationRecord.AssistantTurnCommitted(item));
        }
        draft.current(
                Optional.of(speech.playedOut(heard, speech.round().segments().played())));
        settle();
    }

    /** What the model spoke itself keeps the model's id, by which it is known there. */
    private String itemIdOf(Answer answer) {
        return answer.spoken() ? answer.sentences().get(0) : draft.nextId("item");
    }

    /** Ends the current speech's round if nothing of it is left to play. Others may be heard while its tools run. */
    private void settle() {
        Optional<Speech> played = draft.current.filter(Speech::roundPlayed);
        played.ifPresent(speech -> {
            draft.current(Optional.empty());
            draft.hold(Optional.empty());
            draft.lastSpeechOver = Optional.of(draft.now);
            if (tools.allDone(speech)) {
                goOnAfterTools(speech, SpeechPlace.CURRENT);
            } else {
                draft.speech(SpeechPlace.CURRENT, SpeechPlace.WORKING);
                draft.working.add(speech);
            }
        });
    }

    private void goOnAfterTools(Speech speech, SpeechPlace place) {
        ToolSide.Committed tooling = tools.commit(speech);
        if (tooling.replyWanted() && !speech.interrupted() && draft.running()) {
            draft.speech(place, SpeechPlace.QUEUED);
            queue.addBeforeItsEquals(speech.nextRound());
        } else {
            over(speech, place);
        }
        tooling.next().ifPresent(next -> draft.handOff = Optional.of(next));
    }

    void over(Speech speech, SpeechPlace place) {
        draft.speech(place, SpeechPlace.OVER);
        ReplyStatus said = speech.interrupted() ? ReplyStatus.INTERRUPTED : ReplyStatus.COMPLETED;
        tools.replyOver(speech.id(), place == SpeechPlace.NEW ? ReplyStatus.SKIPPED : said);
        answers.cancel(speech);
        if (speech.round().playback() == Playback.NONE) {
            answers.takeBack(speech, Duration.ZERO);
        }
        draft.emit(new SessionEvent.SpeechFinished(
                draft.now, speech.id(), speech.past().heard(), speech.past().played(), speech.interrupted()));
    }

    private boolean isCurrent(Utterance utterance) {
        return draft.current
                .filter(speech -> utterance.isOf(speech.id(), speech.round().number()))
                .isPresent();
    }
}
