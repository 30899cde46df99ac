package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.text.TextTransforms;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ready text transforms make of an answer, whatever voice speaks it: LiveKit Agents' are streams of the model's text. */
@Timeout(30)
class SpokenTextTest {
    private static final String WRITTEN =
            "# Our **shop** 🎉\n\nWe have:\n- the *best*\n  bread. It is `fresh` every day!\n"
                    + "* [New York](https://example.org/a b) cake, ~~not~~ cheap.\n1. __New__ York again; 2 * 3 * 4 = 24. "
                    + "**This sentence ends. So does this** one.\n> A quote by Parley, of new things. ❤️\n---\nThe end, *really.";

    private static final String SPOKEN = "Our shop We have: the best bread. It is fresh every day! NYC cake, cheap. "
            + "1. NYC again; 2 * 3 * 4 = 24. This sentence ends. So does this one. A quote by par lay, of new things. "
            + "The end, *really.";

    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    /** Makes little of what it is given, as it comes or by the sentence, and keeps it. */
    private record Curt(boolean streams, List<String> given) implements TextToSpeech {
        @Override
        public String name() {
            return "curt";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            TextToSpeechCapabilities whole = TextToSpeechCapabilities.anyLength();
            return streams ? whole.withStreaming() : whole;
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            given.add(text);
            return Source.single(Hum.frame(format(), Duration.ofMillis(5)));
        }

        @Override
        public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
            return Flow.<SpeechInput>create().map(input -> {
                given.add(((SpeechInput.Text) input).text());
                return SynthesizedAudio.of(Hum.frame(format(), Duration.ofMillis(5)));
            });
        }
    }

    /** Writes the text in pieces of this size. */
    private record Writer(int size) implements LanguageModel {
        @Override
        public String name() {
            return "writer";
        }

        @Override
        public LanguageModelCapabilities capabilities() {
            return new LanguageModelCapabilities(true, true);
        }

        @Override
        public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
            List<ChatChunk> pieces = new ArrayList<>();
            for (int at = 0; at < WRITTEN.length(); at += size) {
                pieces.add(new ChatChunk.TextDelta(WRITTEN.substring(at, Math.min(WRITTEN.length(), at + size))));
            }
            return Source.from(pieces);
        }
    }

    private static void answer(TextToSpeech voice, int size) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(LiveScript.create().models().withTts(voice).withLlm(new Writer(size)))
                .options(SessionOptions.standard()
                        .withOutput(OutputOptions.standard()
                                .withTtsTextTransforms(List.of(
                                        TextTransforms.filterMarkdown(),
                                        TextTransforms.filterEmoji(),
                                        TextTransforms.replace(Map.of("New York", "NYC", "Parley", "par lay"))))))
                .build();
        EventLog events = new EventLog();
        session.on(SessionEvent.class, events);
        session.audioOut().runWith(Sink.ignore(), kit.system());
        await(session.start());
        session.sendText("go");
        events.next(SessionEvent.SpeechFinished.class);
        await(session.close());
    }

    private static String spoken(List<String> given, String between) {
        return String.join(between, given).strip().replaceAll("\\s+", " ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void shouldBeTheSameOfAVoiceThatStreamsAndOfOneThatTakesSentences(int size) throws Exception {
        Curt sentences = new Curt(false, new CopyOnWriteArrayList<>());
        Curt stream = new Curt(true, new CopyOnWriteArrayList<>());

        answer(sentences, size);
        answer(stream, size);

        assertThat(spoken(sentences.given(), " ")).isEqualTo(SPOKEN);
        assertThat(spoken(stream.given(), "")).isEqualTo(SPOKEN);
    }
}
