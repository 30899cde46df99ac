package dev.parley.testkit;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.TurnContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.chat.FunctionCallOutput;
import dev.parley.session.CloseReason;
import dev.parley.session.ReplyOptions;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.SpeechOptions;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.SessionEngine;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.StateMachine;
import dev.parley.session.engine.Step;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Timer;
import dev.parley.testkit.CallRecording.TimedEffect;
import dev.parley.text.SentenceStream;
import dev.parley.text.SentenceTokenizer;
import dev.parley.tool.StopResponse;
import dev.parley.tts.TextToSpeech;
import dev.parley.turn.TurnDetection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Plays a script: the world around the session engine on virtual time. */
final class ScriptedCall {
    /** The longest that a session waits for a model before it gives up on it; as its host would. */
    private static final Duration MODEL_TIMEOUT = Duration.ofSeconds(10);

    static final String SESSION = "scripted";

    private final CallScript script;
    private final VirtualClock clock = new VirtualClock();
    private final SessionEngine engine;
    private final ScriptedSession session = new ScriptedSession(this);
    private final ScriptedTools tools;
    private final ScriptedPredictions predictions;
    private final ScriptedPlayout playout;
    private final ScriptedText text = new ScriptedText(clock, this::feed);
    private final Map<Timer, VirtualClock.Action> timers = new EnumMap<>(Timer.class);
    private final Map<String, List<VirtualClock.Action>> answers = new HashMap<>();
    private final Map<String, ScriptedReply> texts = new HashMap<>();
    private final List<TimedEffect> effects = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final List<StateMachine.Move> moves = new ArrayList<>();
    private final Deque<Stimulus> inbox = new ArrayDeque<>();
    private SessionState state;
    private boolean stepping;
    private long asks;
    private long calls;
    private String cutsIn = "";
    private final MutedTimes muted = new MutedTimes();
    private final MutedTimes withheld = new MutedTimes();
    private String seated;
    private final String seatedFirst;

    ScriptedCall(CallScript script) {
        this.script = script;
        engine = new SessionEngine(SESSION, script.options);
        playout = new ScriptedPlayout(
                clock,
                text -> script.voices.getOrDefault(text.strip(), ScriptedVoice.guessed(text.strip())),
                this::feed);
        tools = new ScriptedTools(this, clock, script.tools);
        predictions = new ScriptedPredictions(this, clock, script.predictionTakes);
        state = SessionState.initial(session.register(script.agent.orElseGet(this::plainAgent)));
        seated = state.profile().key();
        seatedFirst = seated;
    }

    private Agent plainAgent() {
        return new Agent(AgentSpec.instructions(script.instructions)
                .id("scripted_agent")
                .tools(script.tools.values().stream()
                        .map(CallScript.ScriptedTool::tool)
                        .toList()));
    }

    SessionState state() {
        return state;
    }

    SessionOptions options() {
        return script.options;
    }

    ScriptedSession session() {
        return session;
    }

    /** Has this done by the script's own thread. */
    void post(Runnable action) {
        tools.post(action);
    }

    CallRecording run() {
        feed(new Stimulus.Started());
        for (CallScript.Timed timed : script.timeline) {
            if (timed instanceof CallScript.UserSpeaks speech) {
                scheduleSpeech(speech);
            } else if (timed instanceof CallScript.HostActs host) {
                clock.at(at(host.at()), () -> act(host.action()));
            }
        }
        script.playoutDies.ifPresent(time -> clock.at(at(time), playout::die));
        clock.runUntil(at(Duration.ofHours(1)));
        return new CallRecording(state, effects, playout.playbacks(), text.written(), refusals, moves);
    }

    /** What a stimulus causes at once comes behind the effects of the step that caused it, as in a mailbox. */
    void feed(Stimulus stimulus) {
        inbox.add(stimulus);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            while (!inbox.isEmpty()) {
                Step step = engine.on(state, clock.instant(), inbox.remove());
                state = step.state();
                moves.addAll(step.moves());
                script.watcher.accept(state);
                step.effects().forEach(this::carryOut);
            }
        } finally {
            stepping = false;
        }
    }

    // --- the caller and the host

    private void scheduleSpeech(CallScript.UserSpeaks speech) {
        Instant from = at(speech.at());
        Instant to = at(speech.to());
        boolean detected = script.options.turns().detection() != TurnDetection.STT;
        if (detected) {
            clock.at(from.plus(script.minSpeech), () -> detect(new Stimulus.SpeechStarted(from)));
            clock.at(from.plus(script.minSpeech), () -> detect(new Stimulus.SpeechResumed()));
        }
        if (detected && !goesOn(speech)) {
            clock.at(to.plus(script.minSilence), () -> detect(new Stimulus.SpeechEnded(to)));
        }
        if (!speech.transcript().isEmpty()) {
            clock.at(to, () -> recognise(speech, new Stimulus.InterimHeard(speech.transcript())));
            clock.at(
                    to.plus(speech.transcriptDelay()),
                    () -> recognise(speech, new Stimulus.FinalHeard(speech.transcript())));
        }
        if (detected) {
            clock.at(to, () -> detect(new Stimulus.SpeechPaused(to)));
        }
    }

    /** Who talks may have nobody who detects voices. */
    private void detect(Stimulus voice) {
        if (state.profile().abilities().detection().isEmpty()) {
            feed(voice);
        }
    }

    /** What was muted, or withheld from the recogniser, for a part is not understood. */
    private void recognise(CallScript.UserSpeaks speech, Stimulus transcript) {
        Instant from = at(speech.at());
        Instant to = at(speech.to());
        boolean understood = state.profile().abilities().understands();
        if (understood && muted.heardInFull(from, to) && withheld.heardInFull(from, to)) {
            feed(transcript);
        }
    }

    /** Who speaks when the mute ends is heard from then on. */
    private void unmute() {
        Instant now = clock.instant();
        muted.end(now);
        script.timeline.stream()
                .filter(CallScript.UserSpeaks.class::isInstance)
                .map(CallScript.UserSpeaks.class::cast)
                .filter(speech ->
                        at(speech.at()).isBefore(now) && !at(speech.to()).isBefore(now.plus(script.minSpeech)))
                .forEach(speech -> clock.at(now.plus(script.minSpeech), () -> feed(new Stimulus.SpeechStarted(now))));
    }

    /** Whether the caller speaks again before its silence is taken for an end. */
    private boolean goesOn(CallScript.UserSpeaks speech) {
        return script.timeline.stream()
                .filter(CallScript.UserSpeaks.class::isInstance)
                .map(CallScript.UserSpeaks.class::cast)
                .anyMatch(other -> !other.equals(speech)
                        && other.at().compareTo(speech.to()) >= 0
                        && other.at().compareTo(speech.to().plus(script.minSilence)) < 0);
    }

    private void act(CallScript.HostAction action) {
        if (action instanceof CallScript.Types types) {
            feed(new Stimulus.TextTyped(types.text()));
        } else if (action instanceof CallScript.Says says) {
            feed(new Stimulus.SayAsked(says.id(), says.text(), says.options()));
        } else if (action instanceof CallScript.Asks asking) {
            feed(new Stimulus.ReplyAsked(asking.id(), asking.options()));
        } else if (action instanceof CallScript.Interrupts interrupts) {
            feed(new Stimulus.InterruptAsked(asks++, interrupts.force()));
        } else if (action instanceof CallScript.Cancels) {
            feed(new Stimulus.CancelAsked());
        } else if (action instanceof CallScript.SaysRead says) {
            texts.put(says.id(), says.text());
            feed(new Stimulus.SayReadAsked(says.id(), says.options()));
        } else if (action instanceof CallScript.Foresees foresees) {
            feed(new Stimulus.PreflightHeard(foresees.words()));
        } else if (action instanceof CallScript.Commits commits) {
            feed(new Stimulus.CommitAsked(asks++, commits.options()));
        } else if (action instanceof CallScript.ResetsAway) {
            feed(new Stimulus.SignOfLife());
        } else if (action instanceof CallScript.Closes) {
            feed(new Stimulus.CloseAsked(CloseReason.of(CloseReason.Kind.USER_INITIATED)));
        } else if (action instanceof CallScript.HearingFails fails) {
            feed(new Stimulus.HearingFailed("stt", fails.message()));
        } else if (action instanceof CallScript.UpdatesAgent update) {
            feed(new Stimulus.HandOffAsked(session.register(update.agent())));
        } else if (action instanceof CallScript.Does does) {
            does.code().accept(session);
        }
    }

    // --- effects

    private void carryOut(Effect effect) {
        effects.add(new TimedEffect(clock.elapsed(), effect));
        if (effect instanceof Effect.StartTimer timer) {
            cancel(timer.timer());
            timers.put(timer.timer(), clock.at(timer.at(), () -> feed(new Stimulus.TimerFired(timer.timer()))));
        } else if (effect instanceof Effect.CancelTimer timer) {
            cancel(timer.timer());
        } else if (effect instanceof Effect.Generate generate) {
            answer(generate.answerId(), script.replies.getOrDefault(lastInput(generate), ScriptedReply.nothing()));
        } else if (effect instanceof Effect.ReadText read) {
            answer(read.answerId(), texts.getOrDefault(read.speechId(), ScriptedReply.nothing()));
        } else if (effect instanceof Effect.CancelAnswer cancel) {
            answers.getOrDefault(cancel.answerId(), List.of()).forEach(VirtualClock.Action::cancel);
        } else if (effect instanceof Effect.RunTool run) {
            tools.run(session.agent(seated), run);
        } else if (effect instanceof Effect.PredictEndOfTurn question) {
            predictions.ask(question);
        } else if (effect instanceof Effect.CancelPrediction) {
            predictions.cancel();
        } else if (!carryOutAgents(effect)) {
            carryOutSpeech(effect);
        }
    }

    /** The agents' own code runs at once, but for the time that the script gives it. */
    private boolean carryOutAgents(Effect effect) {
        if (effect instanceof Effect.SeatAgent seat) {
            seated = seat.agentKey();
        } else if (effect instanceof Effect.EnterAgent enter) {
            session.agent(enter.agentKey()).onEnter(session);
            Stimulus entered = new Stimulus.AgentEntered(enter.agentKey());
            if (seatedFirst.equals(enter.agentKey()) || script.enterTakes.isZero()) {
                feed(entered);
            } else {
                clock.after(script.enterTakes, () -> feed(entered));
            }
        } else if (effect instanceof Effect.ExitAgent exit) {
            session.agent(exit.agentKey()).onExit(session);
            clock.after(script.exitTakes, () -> feed(new Stimulus.AgentExited(exit.agentKey())));
        } else if (effect instanceof Effect.AgentLeft left) {
            session.left(left.agentKey(), left.context(), left.cutOff());
            clock.after(Duration.ZERO, tools::goOn);
        } else if (effect instanceof Effect.CompleteUserTurn turn) {
            completeUserTurn(turn);
        } else {
            return false;
        }
        return true;
    }

    private void completeUserTurn(Effect.CompleteUserTurn turn) {
        TurnContext context = new TurnContext(session, turn.context(), turn.message());
        Stimulus.Completion completion;
        try {
            session.agent(turn.agentKey()).onUserTurnCompleted(context, turn.message());
            completion = new Stimulus.Completion.Accepted(context.newMessage(), context.chat());
        } catch (StopResponse stopped) {
            completion = new Stimulus.Completion.Stopped();
        } catch (Exception failed) {
            completion = new Stimulus.Completion.Failed(String.valueOf(failed.getMessage()));
        }
        Stimulus done = new Stimulus.UserTurnCompleted(turn.message().id(), completion);
        clock.after(script.userTurnTakes, () -> feed(done));
    }

    private void carryOutSpeech(Effect effect) {
        if (effect instanceof Effect.Speak speak) {
            say(speak);
        } else if (effect instanceof Effect.EndUtterance end) {
            if (!text.end(end.utterance())) {
                playout.end(end.utterance());
            }
        } else if (effect instanceof Effect.StopSpeaking stop) {
            if (!text.stop(stop.utterance())) {
                playout.stop(stop.utterance());
            }
        } else if (effect instanceof Effect.PauseSpeaking pause) {
            playout.pause(pause.utterance());
        } else if (effect instanceof Effect.ResumeSpeaking resume) {
            playout.resume(resume.utterance());
        } else if (effect instanceof Effect.FlushHearing) {
            clock.after(script.transcriptDelay, () -> feed(new Stimulus.HearingFlushed()));
        } else if (effect instanceof Effect.MuteHearing) {
            muted.begin(clock.instant());
        } else if (effect instanceof Effect.UnmuteHearing) {
            unmute();
        } else if (effect instanceof Effect.WithholdAudio) {
            withheld.begin(clock.instant());
        } else if (effect instanceof Effect.PassAudio) {
            withheld.end(clock.instant());
        } else if (effect instanceof Effect.CutIn cutIn) {
            cutsIn = "cut-in-" + ++asks;
            ReplyOptions reply = ReplyOptions.instructed("Cut in.")
                    .withUserInput(cutIn.event().transcript());
            feed(new Stimulus.ReplyAsked(cutsIn, reply.withSpeech(SpeechOptions.uninterruptible())));
        } else if (effect instanceof Effect.Emit emit
                && emit.event() instanceof SessionEvent.SpeechFinished finished
                && finished.speechId().equals(cutsIn)) {
            session.happened(finished);
            feed(new Stimulus.CutInOver());
        } else if (effect instanceof Effect.Emit emit) {
            session.happened(emit.event());
        } else if (effect instanceof Effect.Answered answered) {
            session.answered(answered.askId(), answered.refusal());
            clock.after(Duration.ZERO, tools::goOn);
            if (!answered.refusal().isEmpty()) {
                refusals.add(answered.refusal());
            }
        }
    }

    /** An agent whose voice is switched off writes, from its next utterance on. */
    private void say(Effect.Speak speak) {
        boolean voiceless =
                session.agent(seated).tts().filter(TextToSpeech.none()::equals).isPresent();
        if (text.says(speak.utterance()) || (voiceless && !playout.says(speak.utterance()))) {
            text.say(speak.utterance(), speak.text());
        } else {
            playout.speak(speak.utterance(), speak.text());
        }
    }

    private void cancel(Timer timer) {
        VirtualClock.Action running = timers.remove(timer);
        if (running != null) {
            running.cancel();
        }
    }

    private void answer(String answerId, ScriptedReply reply) {
        List<VirtualClock.Action> pending = new ArrayList<>();
        answers.put(answerId, pending);
        SentenceStream splitter = SentenceTokenizer.standard().stream();
        List<String> deltas = reply.deltas();
        for (int i = 0; i < deltas.size(); i++) {
            String delta = deltas.get(i);
            int index = i;
            pending.add(clock.after(reply.deltaAt(i), () -> {
                feed(new Stimulus.AnswerStarted(answerId));
                if (index == 0) {
                    requestTools(answerId, reply, true);
                }
                if (delta.equals(ScriptedReply.FLUSH)) {
                    sayRest(answerId, splitter.flush());
                    feed(new Stimulus.SegmentEnded(answerId));
                    return;
                }
                splitter.accept(delta).forEach(sentence -> feed(new Stimulus.SentenceReady(answerId, sentence)));
            }));
        }
        Duration end = reply.stalls() ? MODEL_TIMEOUT : reply.duration();
        pending.add(clock.after(end, () -> endAnswer(answerId, reply, splitter.flush())));
    }

    private void endAnswer(String answerId, ScriptedReply reply, String rest) {
        if (reply.stalls()) {
            feed(new Stimulus.AnswerFailed(answerId, "no answer within " + MODEL_TIMEOUT.toSeconds() + " s"));
            return;
        }
        sayRest(answerId, rest);
        if (reply.failure().isPresent()) {
            feed(new Stimulus.AnswerFailed(answerId, reply.failure().get()));
            return;
        }
        requestTools(answerId, reply, false);
        feed(new Stimulus.AnswerEnded(answerId));
    }

    private void sayRest(String answerId, String rest) {
        if (!rest.isBlank()) {
            feed(new Stimulus.SentenceReady(answerId, rest));
        }
    }

    private void requestTools(String answerId, ScriptedReply reply, boolean early) {
        reply.calls().stream().filter(call -> call.early() == early).forEach(call -> {
            calls++;
            feed(new Stimulus.ToolRequested(answerId, "call_" + calls, call.name(), call.arguments()));
        });
    }

    private static String lastInput(Effect.Generate generate) {
        List<ChatItem> items = generate.context().items();
        ChatItem last = items.get(items.size() - 1);
        if (last instanceof FunctionCallOutput output) {
            return output.output();
        }
        if (last instanceof ChatMessage message && message.role() != ChatRole.ASSISTANT) {
            return message.text();
        }
        return "";
    }

    private static Instant at(Duration time) {
        return Instant.EPOCH.plus(time);
    }
}
