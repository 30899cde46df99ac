package dev.parley.session.internal;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.stream.Materializer;
import akka.stream.javadsl.Source;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentModels;
import dev.parley.audio.AudioFrame;
import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionClosedException;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.Ears;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Utterance;
import dev.parley.session.internal.SessionActor.Command;
import dev.parley.session.internal.SessionActor.Happened;
import dev.parley.speech.SentenceAudio;
import dev.parley.text.TextTransforms;
import dev.parley.turn.TurnDetection;
import dev.parley.vad.VoiceActivityDetector;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The world as a session's effects meet it: models, voice, playout, tools, listeners. Owned and used by the session's
 * actor alone; its {@link #close} ends all that it has started.
 */
final class SessionWorld {
    private static final Logger LOG = LoggerFactory.getLogger(SessionWorld.class);

    private final SessionParts parts;
    private final SharedParts shared;
    private final AgentSession face;
    private final Materializer materializer;
    private final Consumer<Stimulus> report;
    private final AnswerStreams answers;
    private final VoiceQueue voice;
    private final ToolRunner tools;
    private final Optional<RealtimeLink> realtime;
    private final Entries entries;
    private final Agents agents;
    private final TurnPredictions predictions;
    private Agent agent;
    private AgentModels seatedWith;

    SessionWorld(SessionParts parts, ActorContext<Command> context) {
        this.parts = parts;
        this.shared = parts.shared();
        this.agent = parts.agent();
        this.seatedWith = modelsOf(agent);
        this.face = parts.face().get();
        this.materializer = Materializer.createMaterializer(context);
        this.answers = new AnswerStreams(parts.id(), context.getSelf(), materializer, parts.clock());
        this.voice = new VoiceQueue(
                context,
                materializer,
                shared.playout(),
                TextTransforms.all(parts.options().output().ttsTextTransforms()));
        ActorRef<Command> self = context.getSelf();
        this.report = stimulus -> self.tell(new Happened(stimulus));
        Executor userCode = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        this.agents = shared.agents();
        this.predictions = new TurnPredictions(report);
        this.entries = new Entries(face, agents, new Toolsets(parts.toolsets(), "the session"), report, userCode);
        this.tools = new ToolRunner(face, agents, shared.asks(), report, shared.mocks());
        this.realtime = parts.realtime();
        realtime.ifPresent(link -> link.reportTo(report));
        shared.hearing().reportTo(report);
        shared.calls().conversation().readFrom(() -> shared.state().get().chat());
    }

    InstantSource clock() {
        return parts.clock();
    }

    VoiceQueue voice() {
        return voice;
    }

    Runs runs() {
        return shared.runs();
    }

    /** From now on this agent's models and tools are used, where it has own ones. */
    void seat(Agent next) {
        AgentModels models = modelsOf(next);
        boolean sitsWithOthers = agent.equals(next) && !models.equals(seatedWith);
        agent = next;
        seatedWith = models;
        if (sitsWithOthers) {
            prewarm(); // who only comes is prewarmed when it enters
        }
        VoiceActivityDetector detector = agent.vad().orElse(sessionDetector());
        if (realtime.filter(link -> link.ears() == Ears.MODEL_TAKES_TURNS).isEmpty()) {
            shared.hearing().hearWith(nodes("").ear(detector)); // of it a realtime model takes the detector alone
        }
    }

    /** Where transcripts alone begin and end turns nothing else is to be heard. */
    private VoiceActivityDetector sessionDetector() {
        boolean byWords = parts.options().turns().detection() == TurnDetection.STT && realtime.isEmpty();
        return byWords ? VoiceActivityDetector.none() : parts.models().vad();
    }

    /** The agent of newer code takes the place of the one that talks. */
    AgentProfile reload(String key, Agent newer) {
        agents.replace(key, newer);
        agent = newer; // its recogniser stays: what is being said must not be lost
        return agents.profileOf(key, newer);
    }

    void published(SessionState state) {
        shared.state().set(state);
        realtime.ifPresent(link -> link.configure(state.profile()));
    }

    void carryOut(Effect effect) {
        if (effect instanceof Effect.Emit emit) {
            tell(emit.event());
        } else if (effect instanceof Effect.Answered answered) {
            shared.asks().answered(answered.askId(), answered.refusal(), answered.text());
        } else if (effect instanceof Effect.RunTool run) {
            tools.run(agent, run);
        } else if (effect instanceof Effect.CancelTool cancel) {
            tools.cancel(cancel.callId());
        } else if (effect instanceof Effect.Generate generate && realtime.isPresent()) {
            realtime.get().ask(generate);
        } else if (effect instanceof Effect.Generate generate) {
            answers.ask(nodes(generate.answerId()), generate);
        } else if (effect instanceof Effect.CancelAnswer cancel) {
            cancelAnswer(cancel.answerId());
        } else if (effect instanceof Effect.ReadText read) {
            answers.read(read.answerId(), shared.speeches().textOf(read.speechId()));
        } else {
            carryOutAudio(effect);
        }
    }

    private void cancelAnswer(String answerId) {
        if (!answers.cancel(answerId)) {
            realtime.ifPresent(link -> link.cancel(answerId));
        }
    }

    private SpokenAudio way(Utterance utterance, SentenceAudio target) {
        AgentNodes nodes = nodes(utterance.speechId());
        return nodes.changesRealtimeAudio()
                ? new NodeAudio(
                        target,
                        nodes::realtimeAudio,
                        materializer,
                        failure -> report.accept(new Stimulus.VoiceFailed(utterance, Failures.describe(failure))))
                : SpokenAudio.into(target);
    }

    private void speak(Effect.Speak speak) {
        String speechId = speak.utterance().speechId();
        Optional<Source<AudioFrame, ?>> own = shared.speeches().audioOf(speechId);
        AgentNodes nodes = nodes(speechId);
        boolean voiceless = (nodes.isVoiceless() && own.isEmpty()) || writtenInPlaceOfSpeech(nodes, speechId);
        boolean byText = shared.runs().goOn() || !shared.output().isSpoken(speechId) || voiceless;
        voice.speak(nodes, own, byText, speak.utterance(), speak.text());
    }

    /** What a model that speaks has only written, since its voice was disabled then, needs no other voice later. */
    private boolean writtenInPlaceOfSpeech(AgentNodes nodes, String speechId) {
        return realtime.filter(RealtimeLink::speaks).isPresent()
                && nodes.lacksVoice()
                && shared.speeches().isReply(speechId);
    }

    private void carryOutAudio(Effect effect) {
        if (effect instanceof Effect.Speak speak) {
            speak(speak);
        } else if (effect instanceof Effect.Play play) {
            realtime.ifPresent(
                    link -> link.play(play.utterance(), play.itemId(), target -> way(play.utterance(), target)));
        } else if (effect instanceof Effect.TakeBack back) {
            realtime.ifPresent(link -> link.takeBack(back.answerId(), back.played()));
        } else if (effect instanceof Effect.EndUtterance end) {
            voice.complete(end.utterance());
        } else if (effect instanceof Effect.StopSpeaking stop) {
            voice.stop(stop.utterance());
        } else if (effect instanceof Effect.PauseSpeaking pause) {
            voice.pause(pause.utterance());
        } else if (effect instanceof Effect.ResumeSpeaking resume) {
            voice.resume(resume.utterance());
        } else if (effect instanceof Effect.FlushHearing flush) {
            shared.hearing().flush(flush.silence());
        } else if (effect instanceof Effect.ClearHearing) {
            shared.hearing().clear();
        } else if (effect instanceof Effect.MuteHearing) {
            shared.hearing().mute();
        } else if (effect instanceof Effect.UnmuteHearing) {
            shared.hearing().unmute();
        } else if (effect instanceof Effect.WithholdAudio) {
            shared.hearing().withhold();
        } else if (effect instanceof Effect.PassAudio) {
            shared.hearing().pass();
        } else if (effect instanceof Effect.PredictEndOfTurn question) {
            predictions.ask(question);
        } else if (effect instanceof Effect.CancelPrediction) {
            predictions.cancel();
        } else {
            carryOutAgents(effect);
        }
    }

    private void carryOutAgents(Effect effect) {
        if (effect instanceof Effect.SeatAgent seat) {
            seat(agents.get(seat.agentKey()));
        } else if (effect instanceof Effect.EnterAgent enter) {
            realtime.ifPresent(link -> link.open(parts.id()));
            prewarm();
            entries.enter(enter.agentKey());
        } else if (effect instanceof Effect.ExitAgent exit) {
            entries.exit(exit.agentKey());
        } else if (effect instanceof Effect.AgentLeft left) {
            entries.left(left.agentKey());
            agents.left(left.agentKey(), left.context(), left.cutOff());
        } else if (effect instanceof Effect.CompleteUserTurn turn) {
            entries.completeUserTurn(turn);
        } else if (effect instanceof Effect.CutIn cutIn) {
            entries.cutIn(agent, cutIn.event());
        }
    }

    private AgentNodes nodes(String work) {
        return new AgentNodes(agent, parts.models(), shared.calls(), work, parts.face());
    }

    /** What the first answer would wait for is loaded while the agent greets. */
    private void prewarm() {
        prewarmed(agent.tts().orElse(parts.models().tts()).prewarm());
        if (realtime.isEmpty()) {
            prewarmed(agent.stt().orElse(parts.models().stt()).prewarm());
            prewarmed(agent.llm().orElse(parts.models().llm()).prewarm());
        }
    }

    private static AgentModels modelsOf(Agent agent) {
        return new AgentModels(agent.stt(), agent.llm(), agent.tts(), agent.vad());
    }

    private static void prewarmed(CompletionStage<Done> ready) {
        ready.exceptionally(failure -> {
            LOG.warn("A model did not load ahead and will be tried again on its first use.", failure);
            return Done.getInstance();
        });
    }

    private void tell(SessionEvent event) {
        if (event instanceof SessionEvent.SpeechCreated created) {
            shared.speeches().created(created.speechId(), created.source());
        }
        if (shared.output().transcriptionEnabled() || !(event instanceof SessionEvent.AgentTranscript)) {
            shared.events().emit(event);
        }
        shared.runs().on(event);
        if (event instanceof SessionEvent.ConversationItemAdded added) {
            shared.calls().conversation().added(added.item());
            realtime.ifPresent(link -> link.itemAdded(added.item()));
        }
        if (event instanceof SessionEvent.SpeechFinished finished) {
            shared.speeches().finished(finished);
        } else if (event instanceof SessionEvent.SessionClosed closed) {
            shared.events().close(closed.reason());
            shared.runs().close(closed.reason());
        }
    }

    /** Ends whatever is left; after a proper end there is nothing to tell, after a defect the listeners learn of it. */
    void close() {
        shared.calls().close();
        answers.close();
        predictions.cancel();
        voice.close();
        realtime.ifPresent(RealtimeLink::close);
        shared.hearing().close();
        if (!shared.events().isClosed()) {
            CloseReason reason = new CloseReason(CloseReason.Kind.ERROR, "the session's actor stopped unexpectedly");
            shared.events().emit(new SessionEvent.SessionClosed(parts.clock().instant(), reason));
            shared.events().close(reason);
            shared.runs().close(reason);
        }
        shared.playout().close();
        shared.speeches().endAll();
        shared.asks().failAll(new SessionClosedException(parts.id()));
        entries.leftAll();
        agents.close();
    }
}
