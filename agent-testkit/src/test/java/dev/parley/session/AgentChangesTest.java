package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.NotUsed;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.Nodes;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an agent's changes leave alone, in a real session. */
@Timeout(30)
class AgentChangesTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final EventLog events = new EventLog();
    private final LiveScript script = LiveScript.create().everyUtteranceIs("hello");

    /** Listens through a node of its own, and counts how often that is opened. */
    private static final class Listener extends Agent {
        private final AtomicInteger opened = new AtomicInteger();

        Listener() {
            super(AgentSpec.instructions("Listen."));
        }

        @Override
        public Source<SpeechToTextEvent, NotUsed> sttNode(Source<AudioFrame, NotUsed> audio, Nodes defaults) {
            opened.incrementAndGet();
            return defaults.stt(audio);
        }
    }

    /** Says nothing, and counts how often it is asked to get ready. */
    private static final class Silent implements LanguageModel {
        private final AtomicInteger prewarmed = new AtomicInteger();

        @Override
        public String name() {
            return "test/silent";
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return new LanguageModelCapabilities(true, false);
        }

        @Override
        public CompletionStage<Done> prewarm() {
            prewarmed.incrementAndGet();
            return CompletableFuture.completedFuture(Done.getInstance());
        }

        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            return Source.empty();
        }
    }

    private AgentSession started(Agent agent, LanguageModel model) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(agent)
                .models(script.models().withLlm(model))
                .build();
        session.on(SessionEvent.class, events);
        await(session.start());
        return session;
    }

    private void speak(AgentSession session) throws Exception {
        AudioFrame sound = Hum.frame(AudioFormat.WIDEBAND, seconds(0.6));
        AudioFrame silence = AudioFrame.silence(seconds(0.7), AudioFormat.WIDEBAND);
        Source.from(List.of(sound, silence)).runWith(session.audioIn(), kit.system());
        assertThat(events.next(SessionEvent.UserTurnCommitted.class).transcript())
                .isEqualTo("hello");
    }

    @Test
    void shouldKeepItsStreamAndItsModelsWhereItsInstructionsAndToolsChange() throws Exception {
        Listener agent = new Listener();
        Silent model = new Silent();
        AgentSession session = started(agent, model);
        speak(session);

        agent.updateInstructions("Listen well.");
        agent.updateTools(List.of());
        speak(session); // the change counts once the caller is silent
        speak(session);

        assertThat(agent.opened).hasValue(1);
        assertThat(model.prewarmed).hasValue(1);
        await(session.close());
    }

    @Test
    void shouldMakeReadyWhatItIsGivenAndKeepItsStreamWhereAnotherModelChanges() throws Exception {
        Listener agent = new Listener();
        Silent model = new Silent();
        Silent own = new Silent();
        AgentSession session = started(agent, model);
        speak(session);

        agent.updateModels(models -> models.withLlm(own));
        speak(session); // the change counts once the caller is silent
        speak(session);

        assertThat(agent.opened).hasValue(1);
        assertThat(own.prewarmed).hasValue(1);
        await(session.close());
    }

    @Test
    void shouldListenAnewWithAnotherRecogniser() throws Exception {
        Listener agent = new Listener();
        AgentSession session = started(agent, new Silent());
        speak(session);

        agent.updateModels(models -> models.withStt(script.models().stt()));
        speak(session); // the change counts once the caller is silent
        speak(session);

        assertThat(agent.opened).hasValue(2);
        await(session.close());
    }
}
