package dev.parley.session.internal;

import akka.Done;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.stream.Materializer;
import dev.parley.agent.Agent;
import dev.parley.session.AgentSession;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionClosedException;
import dev.parley.session.SessionEvent;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.internal.SessionActor.Command;
import dev.parley.session.internal.SessionActor.Happened;
import dev.parley.text.TextTransforms;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
    private final ActorContext<Command> context;
    private final AgentSession face;
    private final AnswerStreams answers;
    private final VoiceQueue voice;
    private final ToolRunner tools;
    private final Optional<RealtimeLink> realtime;
    private final Executor userCode;
    private Agent agent;

    SessionWorld(SessionParts parts, ActorContext<Command> context) {
        this.parts = parts;
        this.shared = parts.shared();
        this.context = context;
        this.agent = parts.agent();
        this.face = parts.face().get();
        Materializer materializer = Materializer.createMaterializer(context);
        this.answers = new AnswerStreams(parts.id(), context.getSelf(), materializer);
        this.voice = new VoiceQueue(
                context,
                materializer,
                shared.playout(),
                TextTransforms.all(parts.options().output().ttsTextTransforms()));
        Consumer<Stimulus> report = stimulus -> context.getSelf().tell(new Happened(stimulus));
        this.tools = new ToolRunner(face, report, shared.mocks());
        this.realtime = parts.realtime();
        realtime.ifPresent(link -> link.reportTo(report));
        this.userCode = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        shared.hearing().reportTo(report);
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

    void swap(Agent next) {
        agent = next;
        realtime.ifPresent(link -> link.configure(next));
    }

    void published(SessionState state) {
        shared.state().set(state);
    }

    void carryOut(Effect effect) {
        if (effect instanceof Effect.Emit emit) {
            tell(emit.event());
        } else if (effect instanceof Effect.Answered answered) {
            shared.asks().answered(answered.askId(), answered.refusal(), answered.text());
        } else if (effect instanceof Effect.RunTool run) {
            tools.run(agent, run);
        } else if (effect instanceof Effect.Generate generate && realtime.isPresent()) {
            realtime.get().ask(generate);
        } else if (effect instanceof Effect.Generate generate) {
            answers.ask(nodes(generate.answerId()), generate);
        } else if (effect instanceof Effect.CancelAnswer cancel) {
            answers.cancel(cancel.answerId());
            realtime.ifPresent(link -> link.cancel(cancel.answerId()));
        } else {
            carryOutAudio(effect);
        }
    }

    private void carryOutAudio(Effect effect) {
        if (effect instanceof Effect.Speak speak) {
            AgentNodes nodes = nodes(speak.utterance().speechId());
            voice.speak(nodes, shared.runs().goOn() || nodes.isVoiceless(), speak.utterance(), speak.text());
        } else if (effect instanceof Effect.Play play) {
            realtime.ifPresent(link -> link.play(play.utterance(), play.itemId()));
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
        } else if (effect instanceof Effect.FlushHearing) {
            shared.hearing().flush();
        } else if (effect instanceof Effect.ClearHearing) {
            shared.hearing().clear();
        } else if (effect instanceof Effect.MuteHearing) {
            shared.hearing().mute();
        } else if (effect instanceof Effect.UnmuteHearing) {
            shared.hearing().unmute();
        } else if (effect instanceof Effect.EnterAgent) {
            realtime.ifPresent(link -> link.open(parts.id(), agent));
            prewarm();
            runUserCode(() -> agent.onEnter(face), new Stimulus.AgentEntered());
        } else if (effect instanceof Effect.CutIn cutIn) {
            cutIn(cutIn.event());
        } else if (effect instanceof Effect.ExitAgent) {
            leave();
        }
    }

    private AgentNodes nodes(String work) {
        return new AgentNodes(agent, parts.models(), shared.calls(), work, parts.face());
    }

    /** What the first answer would wait for is loaded while the agent greets. */
    private void prewarm() {
        for (CompletionStage<Done> ready : List.of(
                parts.models().stt().prewarm(),
                parts.models().llm().prewarm(),
                parts.models().tts().prewarm())) {
            ready.exceptionally(failure -> {
                LOG.warn("A model did not load ahead and will be tried again on its first use.", failure);
                return Done.getInstance();
            });
        }
    }

    private void tell(SessionEvent event) {
        shared.events().emit(event);
        shared.runs().on(event);
        if (event instanceof SessionEvent.ConversationItemAdded added) {
            realtime.ifPresent(link -> link.itemAdded(added.item()));
        }
        if (event instanceof SessionEvent.SpeechFinished finished) {
            shared.speeches().finished(finished);
        } else if (event instanceof SessionEvent.SessionClosed closed) {
            shared.events().close(closed.reason());
            shared.runs().close(closed.reason());
        }
    }

    private void cutIn(SessionEvent.UserTurnExceeded event) {
        CompletionStage<?> over = CompletableFuture.supplyAsync(() -> agent.onUserTurnExceeded(face, event), userCode)
                .thenCompose(done -> done);
        context.pipeToSelf(over, (done, failure) -> {
            if (failure != null) {
                LOG.error("Agent [{}] failed to cut in.", agent.id(), failure);
            }
            return new Happened(new Stimulus.CutInOver());
        });
    }

    private void leave() {
        context.pipeToSelf(CompletableFuture.runAsync(() -> agent.onExit(face), userCode), (done, failure) -> {
            if (failure != null) {
                LOG.error("Agent [{}] failed to exit.", agent.id(), failure);
            }
            return new Happened(new Stimulus.AgentExited());
        });
    }

    private void runUserCode(Runnable code, Stimulus afterwards) {
        context.pipeToSelf(CompletableFuture.runAsync(code, userCode), (done, failure) -> {
            if (failure == null) {
                return new Happened(afterwards);
            }
            LOG.error("Agent [{}] failed to enter.", agent.id(), failure);
            return new Happened(new Stimulus.AgentFailed(Failures.describe(failure)));
        });
    }

    /** Ends whatever is left; after a proper end there is nothing to tell, after a defect the listeners learn of it. */
    void close() {
        shared.calls().close();
        answers.close();
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
    }
}
