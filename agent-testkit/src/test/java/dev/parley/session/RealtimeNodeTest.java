package dev.parley.session;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.Nodes;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatMessage;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.RealtimeModelFallbackAdapter;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.live.Hum;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A realtime model's voice on its way to the caller: LiveKit Agents' {@code realtime_audio_output_node}, and a model that is lost. */
@Timeout(30)
class RealtimeNodeTest {
    private static final String ANSWER = "I'm doing well, thank you!";

    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();

    // snippet: realtime
    /** A realtime model that whispers. */
    static final class Whispers extends Agent {
        Whispers() {
            super(AgentSpec.instructions("You take orders."));
        }

        @Override
        public Source<AudioFrame, NotUsed> realtimeAudioOutputNode(Source<AudioFrame, NotUsed> audio, Nodes defaults) {
            return defaults.realtimeAudioOutput(audio).map(Whispers::quieter);
        }

        private static AudioFrame quieter(AudioFrame frame) {
            short[] samples = new short[frame.samples()];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (short) (frame.sample(i) / 4);
            }
            return AudioFrame.ofSamples(samples, frame.format());
        }
    }
    // end: realtime

    // snippet: fallback
    static AgentSession withStandIn(
            ActorSystem<?> system, Agent agent, RealtimeModel preferred, RealtimeModel standIn) {
        return Parley.session(system)
                .agent(agent)
                .realtime(RealtimeModelFallbackAdapter.of(preferred, standIn))
                .build();
    }
    // end: fallback

    private AgentSession started(Agent agent, RealtimeModel model) throws Exception {
        AgentSession session =
                Parley.session(kit.system()).agent(agent).realtime(model).build();
        session.on(SessionEvent.class, events::add);
        return session;
    }

    @Test
    void shouldPlayWhatTheNodeMakesOfTheModelsVoice() throws Exception {
        AgentSession session = started(new Whispers(), SpeakingModel.of("m", ANSWER, seconds(0.5)));
        CompletionStage<List<AudioFrame>> heard = session.audioOut().runWith(Sink.seq(), kit.system());
        await(session.start());

        SpeechHandle.Outcome outcome = await(session.generateReply().whenDone());
        await(session.close());

        assertThat(outcome).isEqualTo(new SpeechHandle.Outcome(ANSWER, false));
        assertThat(next(SessionEvent.SpeechFinished.class).played()).isEqualTo(seconds(0.5));
        assertThat(loudest(await(heard)))
                .isBetween(1, loudest(List.of(Hum.frame(AudioFormat.WIDEBAND, seconds(0.2)))) / 4);
    }

    @Test
    void shouldTakeAFailingNodeForAFailureOfTheVoice() throws Exception {
        Agent broken = new Agent(AgentSpec.instructions("")) {
            @Override
            public Source<AudioFrame, NotUsed> realtimeAudioOutputNode(
                    Source<AudioFrame, NotUsed> audio, Nodes defaults) {
                throw new IllegalStateException("no sound");
            }
        };
        AgentSession session = started(broken, SpeakingModel.of("m", ANSWER, seconds(0.5)));
        session.audioOut().runWith(Sink.ignore(), kit.system());
        await(session.start());

        SpeechHandle.Outcome outcome = await(session.generateReply().whenDone());

        SessionEvent.ErrorOccurred error = next(SessionEvent.ErrorOccurred.class);
        assertThat(error.source()).isEqualTo("tts");
        assertThat(error.message()).isEqualTo("no sound");
        assertThat(outcome.heard()).isEmpty();
    }

    /** LiveKit Agents' test_swap_while_speaking_regenerates, through a whole session. */
    @Test
    void shouldGoOnWithAnotherModelWhereTheFirstBrokeOff() throws Exception {
        SpeakingModel first = SpeakingModel.of("first", "Once upon a time in a bakery far away.", seconds(2))
                .breaking();
        SpeakingModel second = SpeakingModel.of("second", "And that was it.", seconds(0.3));
        AgentSession session = withStandIn(kit.system(), new Agent(AgentSpec.instructions("Be kind.")), first, second);
        session.on(SessionEvent.class, events::add);
        session.audioOut().runWith(Sink.ignore(), kit.system());
        await(session.start());

        await(session.generateReply().whenDone());
        await(session.waitForIdle());
        await(session.close());

        assertThat(second.setups()).hasSize(1);
        List<String> said =
                session.history().messages().stream().map(ChatMessage::text).toList();
        assertThat(said).hasSize(2).last().isEqualTo("And that was it.");
        assertThat(said.get(0))
                .as("only what was heard")
                .startsWith("Once upon")
                .doesNotContain("far away");
        assertThat(next(SessionEvent.ErrorOccurred.class).message()).isEqualTo("network: gone");
    }

    private static int loudest(List<AudioFrame> frames) {
        int loudest = 0;
        for (AudioFrame frame : frames) {
            for (int i = 0; i < frame.samples(); i++) {
                loudest = Math.max(loudest, Math.abs(frame.sample(i)));
            }
        }
        return loudest;
    }

    private <E extends SessionEvent> E next(Class<E> type) throws InterruptedException {
        while (true) {
            SessionEvent event = events.poll(10, TimeUnit.SECONDS);
            if (event == null) {
                throw new AssertionError("no " + type.getSimpleName() + " within 10 s");
            }
            if (type.isInstance(event)) {
                return type.cast(event);
            }
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
