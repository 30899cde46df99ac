package dev.parley.realtime.openai;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import dev.parley.audio.AudioFormat;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.realtime.openai.link.LinkEvent;
import dev.parley.realtime.openai.link.LinkMachine;
import dev.parley.realtime.openai.settings.ConfiguredSettings;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.EventNames;
import dev.parley.realtime.openai.settings.LinkSettings;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.realtime.openai.settings.TurnDetector;
import dev.parley.realtime.openai.socket.NettySockets;
import dev.parley.realtime.openai.wire.AppendWriter;
import dev.parley.realtime.openai.wire.ClientEventWriter;
import dev.parley.realtime.openai.wire.FrameLog;
import dev.parley.realtime.openai.wire.SessionJson;
import dev.parley.session.SessionDispatcher;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * OpenAI's Realtime API: a model that hears and speaks, over one WebSocket a session.
 *
 * <pre>{@code
 * RealtimeModel model = OpenAiRealtimeModel.builder(system, SessionSettings.of("gpt-realtime")).build();
 * AgentSession session = Parley.session(system).agent(agent).realtime(model).build();
 * }</pre>
 *
 * <p>Thread-safe; one serves many sessions.
 */
public final class OpenAiRealtimeModel implements RealtimeModel {
    private static final AtomicLong SESSIONS = new AtomicLong();

    private final ActorSystem<?> system;
    private final SessionSettings settings;
    private final Endpoint endpoint;
    private final LinkSettings link;
    private final EventNames names;
    private final FrameLog log;
    private final Consumer<? super RealtimeEvent> observer;
    private final Set<RealtimeCapability> capabilities;

    OpenAiRealtimeModel(OpenAiRealtimeModelBuilder builder, Endpoint endpoint) {
        this.system = builder.system;
        this.settings = builder.settings;
        this.capabilities = capabilities(settings);
        this.endpoint = endpoint;
        this.link = builder.link;
        this.names = builder.names;
        this.log = builder.logFrames ? new FrameLog(true) : FrameLog.off();
        this.observer = builder.observer;
    }

    /** A model with these settings; where it is, the environment says if nothing else does. */
    public static OpenAiRealtimeModelBuilder builder(ActorSystem<?> system, SessionSettings settings) {
        return new OpenAiRealtimeModelBuilder(system, settings);
    }

    /**
     * A model as {@code parley.realtime.openai} of the system's configuration and the environment say.
     *
     * @throws IllegalArgumentException naming the key or the variable, the value and the rule
     */
    public static OpenAiRealtimeModel configured(ActorSystem<?> system) {
        ConfiguredSettings settings = ConfiguredSettings.of(system.settings().config());
        return of(
                system,
                settings,
                Endpoint.fromEnvironment(System.getenv(), settings.session().model()));
    }

    static OpenAiRealtimeModel of(ActorSystem<?> system, ConfiguredSettings settings, Endpoint endpoint) {
        OpenAiRealtimeModelBuilder builder =
                builder(system, settings.session()).endpoint(endpoint).link(settings.link());
        return (settings.logFrames() ? builder.logFrames() : builder).build();
    }

    @Override
    public String name() {
        return "openai/" + settings.model();
    }

    @Override
    public Set<RealtimeCapability> capabilities() {
        return capabilities;
    }

    private static Set<RealtimeCapability> capabilities(SessionSettings settings) {
        Set<RealtimeCapability> can = EnumSet.of(
                RealtimeCapability.MESSAGE_TRUNCATION,
                RealtimeCapability.CAN_DISABLE_TURN_DETECTION,
                RealtimeCapability.MANUAL_FUNCTION_CALLS,
                RealtimeCapability.MUTABLE_CHAT_CONTEXT,
                RealtimeCapability.MUTABLE_INSTRUCTIONS,
                RealtimeCapability.MUTABLE_TOOLS,
                RealtimeCapability.PER_RESPONSE_TOOL_CHOICE);
        if (settings.turnDetector().filter(TurnDetector::createResponse).isPresent()) {
            can.add(RealtimeCapability.TURN_DETECTION);
        }
        if (settings.transcription().isPresent()) {
            can.add(RealtimeCapability.USER_TRANSCRIPTION);
        }
        if (settings.spoken()) {
            can.add(RealtimeCapability.AUDIO_OUTPUT);
        }
        return Collections.unmodifiableSet(can);
    }

    @Override
    public AudioFormat inputFormat() {
        return settings.input().format();
    }

    @Override
    public AudioFormat outputFormat() {
        return settings.output().format();
    }

    @Override
    public OpenAiRealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
        CompletableFuture<Done> ended = new CompletableFuture<>();
        AudioLane lane = new AudioLane(settings.input(), new AppendWriter(names), link);
        CompletableFuture<ActorRef<RealtimeWs.Command>> actor = new CompletableFuture<>();
        CompletionStage<ActorRef<RealtimeWs.Command>> made = actor.minimalCompletionStage();
        IncomingAnswers answers = new IncomingAnswers(
                settings.output(),
                link.mostAnswer().toMillis() * settings.output().bytesPerMillisecond(),
                responseId -> made.thenAccept(
                        session -> session.tell(new RealtimeWs.Happened(new LinkEvent.AnswerTooLong(responseId)))));
        boolean takesTurns = setup.modelTakesTurns() && can(RealtimeCapability.TURN_DETECTION);
        SessionJson session = new SessionJson(settings, endpoint.shape(), takesTurns);
        RealtimeParts parts = new RealtimeParts(
                setup,
                new LinkMachine(
                        link,
                        session,
                        takesTurns,
                        () -> ThreadLocalRandom.current().nextDouble()),
                link,
                endpoint,
                names,
                NettySockets.of(system),
                new ClientEventWriter(endpoint.shape(), names),
                lane,
                answers,
                log,
                InstantSource.system(),
                event -> {
                    observer.accept(event);
                    listener.accept(event);
                },
                () -> ended.complete(Done.getInstance()));
        ActorRef<RealtimeWs.Command> spawned = system.systemActorOf(
                RealtimeWs.create(parts), "realtime-ws-" + SESSIONS.incrementAndGet(), SessionDispatcher.selector());
        actor.complete(spawned);
        return new WsSession(spawned, lane, ended.minimalCompletionStage());
    }
}
