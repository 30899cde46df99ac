package dev.parley.bench.realtime;

import akka.actor.typed.ActorSystem;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.openai.OpenAiRealtimeModel;
import dev.parley.realtime.openai.settings.ApiShape;
import dev.parley.realtime.openai.settings.Endpoint;
import dev.parley.realtime.openai.settings.SessionSettings;
import dev.parley.session.AgentSession;
import dev.parley.session.SessionEvent;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Param;
import dev.parley.tool.Tool;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One call of the bench: a session as anybody would build it, with all defaults, an agent with a tool, and OpenAI's model. */
final class RealtimeCall {
    private static final String MODEL = "gpt-realtime";

    /** The agent's tool. */
    static final class Cities {
        @Tool(name = "lookup", description = "Looks up a city.")
        public String lookup(@Param("The city's name") String city) {
            return city + " is fine";
        }
    }

    private RealtimeCall() {}

    /** Begins a call, whose agent greets; blocks until it has begun. Gives where the caller's audio goes. */
    static Consumer<AudioFrame> start(ActorSystem<?> system, URI url, int number, Samples samples) throws Exception {
        return start(system, url, number, samples, session -> session.playTo(new Listener(samples)::hear));
    }

    /** As that, with another listener. */
    static Consumer<AudioFrame> start(
            ActorSystem<?> system, URI url, int number, Samples samples, Consumer<AgentSession> listen)
            throws Exception {
        OpenAiRealtimeModel model = OpenAiRealtimeModel.builder(system, SessionSettings.of(MODEL))
                .endpoint(new Endpoint(
                        URI.create(url + "?model=" + MODEL),
                        Map.of("Authorization", "Bearer bench-" + number),
                        ApiShape.GA))
                .build();
        AgentSession session = Parley.session(system)
                .agent(new Agent(
                        AgentSpec.instructions("You are a helpful assistant.").tools(FunctionTools.of(new Cities()))))
                .realtime(new WatchedModel(model, samples))
                .build();
        session.on(SessionEvent.PlaybackCleared.class, cleared -> samples.cleared(number));
        listen.accept(session);
        session.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
        session.generateReply();
        return session::pushAudio;
    }
}
