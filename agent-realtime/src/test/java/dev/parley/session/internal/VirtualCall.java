package dev.parley.session.internal;

import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.llm.ToolDefinition;
import dev.parley.realtime.RealtimeModel;
import dev.parley.session.CloseReason;
import dev.parley.session.SessionEvent;
import dev.parley.session.SessionOptions;
import dev.parley.session.engine.AgentProfile;
import dev.parley.session.engine.Ears;
import dev.parley.session.engine.Effect;
import dev.parley.session.engine.SessionEngine;
import dev.parley.session.engine.SessionState;
import dev.parley.session.engine.Step;
import dev.parley.session.engine.Stimulus;
import dev.parley.session.engine.Timer;
import dev.parley.speech.MediaClock;
import dev.parley.speech.Playout;
import dev.parley.testkit.VirtualClock;
import dev.parley.testkit.live.Hum;
import dev.parley.tool.ToolOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * A call with a realtime model on virtual time: the session's own engine, playout and link, without its actor. Tools take
 * 100 ms and say "done"; the caller hums.
 */
public final class VirtualCall {
    private static final AudioFrame HUM = Hum.frame(AudioFormat.REALTIME, MediaClock.PERIOD);
    private static final AudioFrame SILENCE = AudioFrame.silence(MediaClock.PERIOD, AudioFormat.REALTIME);
    private static final Duration SILENT_AFTER = Duration.ofSeconds(1);
    private static final Duration TOOL = Duration.ofMillis(100);

    private final VirtualClock clock;
    private final SessionEngine engine;
    private final RealtimeLink link;
    private final Playout playout;
    private final List<Runnable> beats = new ArrayList<>();
    private final List<SessionEvent> events = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<Playback> playbacks = new ArrayList<>();
    private final Map<String, String> items = new HashMap<>();
    private final Map<Timer, VirtualClock.Action> timers = new EnumMap<>(Timer.class);
    private final Queue<Stimulus> waiting = new ArrayDeque<>();
    private SessionState state;
    private boolean working;
    private boolean stopped;
    private Instant speaksUntil = Instant.EPOCH;

    /** What was heard of one message of the model's. */
    public record Playback(String itemId, String heard, Duration played, boolean interrupted) {}

    public VirtualCall(VirtualClock clock, RealtimeModel model, SessionOptions options, List<ToolDefinition> tools) {
        this.clock = clock;
        this.playout = new Playout(AudioFormat.REALTIME, this::onBeat, new Reports());
        Ears ears = ModelChoice.realtime(model, Optional.empty())
                .ears(options.turns().detection(), new Agent(AgentSpec.instructions("Be brief.")));
        this.link = new RealtimeLink(model, ears, playout, new OutputSwitches(), clock);
        this.engine = new SessionEngine("virtual", options, link.ears());
        this.state = SessionState.initial(new AgentProfile("agent", "Be brief.", tools));
        link.reportTo(this::feed);
    }

    private Runnable onBeat(Runnable listener) {
        beats.add(listener);
        return () -> beats.remove(listener);
    }

    // --- the caller and the host

    public void start() {
        feed(new Stimulus.Started());
        clock.after(MediaClock.PERIOD, this::beat);
    }

    private void beat() {
        if (stopped) {
            return;
        }
        List.copyOf(beats).forEach(Runnable::run);
        if (clock.instant().isBefore(speaksUntil)) {
            link.pushAudio(HUM);
        } else if (clock.instant().isBefore(speaksUntil.plus(SILENT_AFTER))) {
            link.pushAudio(SILENCE);
        }
        clock.after(MediaClock.PERIOD, this::beat);
    }

    /** The caller hums from now on for this long, then is silent. */
    public void hum(Duration length) {
        speaksUntil = clock.instant().plus(length);
    }

    public void type(String text) {
        feed(new Stimulus.TextTyped(text));
    }

    public void close() {
        feed(new Stimulus.CloseAsked(new CloseReason(CloseReason.Kind.USER_INITIATED, "the test is over")));
    }

    // --- what has come of it

    public ChatContext chat() {
        return state.chat();
    }

    public SessionState.Phase phase() {
        return state.phase();
    }

    public List<SessionEvent> events() {
        return List.copyOf(events);
    }

    public <E extends SessionEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public <E extends Effect> List<E> effects(Class<E> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public List<Playback> playbacks() {
        return List.copyOf(playbacks);
    }

    /** Whether nobody speaks, thinks or waits. */
    public boolean isStill() {
        return state.current().isEmpty()
                && state.queue().isEmpty()
                && state.working().isEmpty();
    }

    // --- as the session's actor does

    private void feed(Stimulus stimulus) {
        waiting.add(stimulus);
        if (working) {
            return;
        }
        working = true;
        while (!waiting.isEmpty() && !stopped) {
            Step step = engine.on(state, clock.instant(), waiting.remove());
            state = step.state();
            link.configure(state.profile());
            step.effects().forEach(this::carryOut);
        }
        working = false;
    }

    private void carryOut(Effect effect) {
        effects.add(effect);
        if (effect instanceof Effect.Emit emit) {
            events.add(emit.event());
            if (emit.event() instanceof SessionEvent.ConversationItemAdded added) {
                link.itemAdded(added.item());
            }
        } else if (effect instanceof Effect.StartTimer timer) {
            cancel(timer.timer());
            timers.put(timer.timer(), clock.at(timer.at(), () -> feed(new Stimulus.TimerFired(timer.timer()))));
        } else if (effect instanceof Effect.CancelTimer timer) {
            cancel(timer.timer());
        } else if (effect instanceof Effect.EnterAgent enter) {
            link.open("virtual");
            feed(new Stimulus.AgentEntered(enter.agentKey()));
        } else if (effect instanceof Effect.ExitAgent exit) {
            feed(new Stimulus.AgentExited(exit.agentKey()));
        } else if (effect instanceof Effect.RunTool run) {
            clock.after(
                    TOOL,
                    () -> feed(new Stimulus.ToolFinished(run.call().callId(), new ToolOutcome.Succeeded("done"))));
        } else if (effect instanceof Effect.Stop) {
            stopped = true;
            link.close();
            playout.close();
        } else {
            carryOutSpeech(effect);
        }
    }

    private void carryOutSpeech(Effect effect) {
        if (effect instanceof Effect.Generate generate) {
            link.ask(generate);
        } else if (effect instanceof Effect.CancelAnswer cancel) {
            link.cancel(cancel.answerId());
        } else if (effect instanceof Effect.Play play) {
            items.put(VoiceQueue.nameOf(play.utterance()), play.itemId());
            link.play(play.utterance(), play.itemId());
        } else if (effect instanceof Effect.TakeBack back) {
            link.takeBack(back.answerId(), back.played());
        } else if (effect instanceof Effect.EndUtterance end) {
            playout.complete(VoiceQueue.nameOf(end.utterance()));
        } else if (effect instanceof Effect.StopSpeaking stop) {
            playout.stop(VoiceQueue.nameOf(stop.utterance()));
        } else if (effect instanceof Effect.FlushHearing) {
            link.commitAudio();
        } else if (effect instanceof Effect.ClearHearing) {
            link.clearAudio();
        }
    }

    private void cancel(Timer timer) {
        VirtualClock.Action running = timers.remove(timer);
        if (running != null) {
            running.cancel();
        }
    }

    private final class Reports implements Playout.Listener {
        @Override
        public void started(String utterance) {
            feed(new Stimulus.PlaybackStarted(VoiceQueue.utteranceOf(utterance)));
        }

        @Override
        public void heard(String utterance, String delta) {
            feed(new Stimulus.TextHeard(VoiceQueue.utteranceOf(utterance), delta));
        }

        @Override
        public void finished(String utterance, String heard, Duration played, boolean interrupted) {
            playbacks.add(new Playback(items.getOrDefault(utterance, ""), heard, played, interrupted));
            feed(new Stimulus.PlaybackFinished(VoiceQueue.utteranceOf(utterance), heard, played, interrupted));
        }
    }
}
