package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatContext;
import dev.parley.chat.ChatItem;
import dev.parley.chat.ChatMessage;
import dev.parley.resilience.ConnectOptions;
import dev.parley.stt.Conversation;
import dev.parley.stt.SpeechToText;
import dev.parley.stt.SpeechToTextCapabilities;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.SpeechToTextFallbackAdapter;
import dev.parley.stt.SpeechToTextFeature;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.LiveScript;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recogniser is told of the conversation that it listens to: reference §1.8, STT's {@code chat_context}. */
@Timeout(30)
class RecogniserContextTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final EventLog events = new EventLog();
    private final Knowing recogniser = new Knowing(new LinkedBlockingQueue<>(), new LinkedBlockingQueue<>());

    /** Notes what it is told, and recognises nothing. */
    private record Knowing(BlockingQueue<ChatContext> begun, BlockingQueue<ChatItem> told) implements OnlyStreams {
        @Override
        public String name() {
            return "knowing";
        }

        @Override
        public SpeechToTextCapabilities capabilities() {
            return new SpeechToTextCapabilities(true, true).with(SpeechToTextFeature.CHAT_CONTEXT);
        }

        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
            throw new IllegalStateException("stream without a conversation (expected: with one)");
        }

        @Override
        public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream(List<String> keyterms, Conversation conversation) {
            return Flow.lazyFlow(() -> {
                        Runnable end = conversation.onAdded(told::add);
                        begun.add(conversation.context());
                        return Flow.<AudioFrame>create()
                                .watchTermination((mat, over) -> {
                                    over.whenComplete((done, failure) -> end.run());
                                    return mat;
                                })
                                .mapConcat(frame -> List.<SpeechToTextEvent>of());
                    })
                    .mapMaterializedValue(ignored -> NotUsed.getInstance());
        }
    }

    private AgentSession started(SpeechToText stt) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(LiveScript.create()
                        .modelAnswersOtherwise(ScriptedReply.of("It is fine.").timed(seconds(0), seconds(0)))
                        .models()
                        .withStt(stt))
                .build();
        session.on(SessionEvent.class, events);
        session.audioOut().runWith(Sink.ignore(), kit.system());
        await(session.start());
        return session;
    }

    private String toldText() throws Exception {
        return ((ChatMessage) recogniser.told.poll(10, TimeUnit.SECONDS)).text();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKnowWhatWasSaidAndHearOfWhatIsAdded(boolean inAGroup) throws Exception {
        SpeechToText stt = inAGroup
                ? SpeechToTextFallbackAdapter.of(kit.system(), List.of(recogniser), ConnectOptions.standard())
                : recogniser;
        AgentSession session = started(stt);

        session.pushAudio(AudioFrame.silence(seconds(0.1), AudioFormat.WIDEBAND));
        ChatContext first = recogniser.begun.poll(10, TimeUnit.SECONDS);
        session.sendText("how is the weather");
        events.next(SessionEvent.SpeechFinished.class);
        assertThat(List.of(toldText(), toldText())).containsExactly("how is the weather", "It is fine.");
        session.updateKeyterms(List.of("Quattro Stagioni"));
        session.pushAudio(AudioFrame.silence(seconds(0.1), AudioFormat.WIDEBAND));
        ChatContext anew = recogniser.begun.poll(10, TimeUnit.SECONDS);
        await(session.close());

        assertThat(Map.of("first", texts(first), "anew", texts(anew)))
                .isEqualTo(Map.of("first", List.of(), "anew", List.of("how is the weather", "It is fine.")));
    }

    private static List<String> texts(ChatContext context) {
        return context.items().stream()
                .filter(ChatMessage.class::isInstance)
                .map(item -> ((ChatMessage) item).text())
                .toList();
    }
}
