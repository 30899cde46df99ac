package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.agent.Nodes;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatMessage;
import dev.parley.chat.ChatRole;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.provider.Models;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.text.TextTransform;
import dev.parley.text.TextTransforms;
import dev.parley.text.TimedText;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The nodes of the pipeline in a real session, after LiveKit Agents' voice/agent.py. */
@Timeout(30)
class NodesTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final QuickVoice voice = new QuickVoice(new CopyOnWriteArrayList<>());
    private final EventLog events = new EventLog();
    private final LiveScript script = LiveScript.create();

    private AgentSession started(Agent agent, UnaryOperator<OutputOptions> output) throws Exception {
        return started(agent, script.models().withTts(voice), output);
    }

    private AgentSession started(Agent agent, Models models, UnaryOperator<OutputOptions> output) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(agent)
                .models(models)
                .options(SessionOptions.standard().withOutput(output.apply(OutputOptions.standard())))
                .build();
        session.on(SessionEvent.class, events);
        session.audioOut().runWith(Sink.ignore(), kit.system());
        await(session.start());
        return session;
    }

    /** What the model says is what the script has for "go". */
    private AgentSession answering(Agent agent, String text) throws Exception {
        script.modelAnswers("go", ScriptedReply.of(text).timed(Duration.ZERO, seconds(0.01)));
        AgentSession session = started(agent, options -> options);
        session.sendText("go");
        return session;
    }

    /** The agent's messages. An event may come before the session's view shows what it tells; the end comes after. */
    private static List<String> said(AgentSession session) throws Exception {
        await(session.close());
        return session.history().messages().stream()
                .filter(message -> message.role() == ChatRole.ASSISTANT)
                .map(ChatMessage::text)
                .toList();
    }

    private static Agent plain() {
        return new Agent(AgentSpec.instructions("Be kind."));
    }

    // --- llmNode

    // snippet: flush
    /** Thinks for a moment, and says so at once. */
    static final class Ponders extends Agent {
        Ponders() {
            super(AgentSpec.instructions("You take orders."));
        }

        @Override
        public Source<ChatChunk, NotUsed> llmNode(ChatRequest request, Nodes defaults) {
            return Source.<ChatChunk>from(
                            List.of(new ChatChunk.TextDelta("Let me see. "), new ChatChunk.FlushSentinel()))
                    .concat(defaults.llm(request));
        }
    }
    // end: flush

    @Test // case 5
    void shouldPlaySegmentsOfTheModelNodeAndKeepOneMessage() throws Exception {
        AgentSession session = answering(new Ponders(), "The soup is *very* good.");

        SessionEvent.SpeechFinished finished = events.next(SessionEvent.SpeechFinished.class);

        assertThat(finished.heard()).isEqualTo("Let me see. The soup is *very* good.");
        assertThat(said(session)).containsExactly("Let me see. The soup is *very* good.");
        assertThat(voice.given()).containsExactly("Let me see.", "The soup is very good.");
    }

    @Test
    void shouldTakeAThrowingModelNodeForAFailureOfTheModel() throws Exception {
        Agent broken = new Agent(AgentSpec.instructions("")) {
            @Override
            public Source<ChatChunk, NotUsed> llmNode(ChatRequest request, Nodes defaults) {
                throw new IllegalStateException("no idea");
            }
        };
        answering(broken, "never said");

        SessionEvent.ErrorOccurred error = events.next(SessionEvent.ErrorOccurred.class);

        assertThat(error.source()).isEqualTo("llm");
        assertThat(error.message()).isEqualTo("no idea");
        assertThat(events.next(SessionEvent.SpeechFinished.class).heard()).isEmpty();
    }

    // --- the transforms and ttsNode

    @Test
    void shouldFilterWhatIsSpokenAndKeepWhatWasWritten() throws Exception {
        AgentSession session = answering(
                plain(),
                "**Welcome** to the `shop` 🎉, we are glad to have you. Have a *look\naround*, it is nice here.");

        events.next(SessionEvent.SpeechFinished.class);

        assertThat(voice.given())
                .containsExactly(
                        "Welcome to the shop , we are glad to have you.", "Have a *look\naround*, it is nice here.");
        assertThat(said(session))
                .containsExactly(
                        "**Welcome** to the `shop` 🎉, we are glad to have you. Have a *look\naround*, it is nice here.");
    }

    @Test
    void shouldSpeakASentenceThatIsHeldBackWithTheNextOne() throws Exception {
        AgentSession session =
                answering(plain(), "This is *the first sentence. It ends here* with a word. The end is near now.");

        events.next(SessionEvent.SpeechFinished.class);

        assertThat(voice.given())
                .containsExactly("This is the first sentence. It ends here with a word.", "The end is near now.");
        assertThat(said(session)).hasSize(1).first().asString().startsWith("This is *the first");
    }

    @Test
    void shouldPutTheSessionsOwnTransformsInPlaceOfTheUsualOnes() throws Exception {
        script.modelAnswers("go", ScriptedReply.of("*Parley* it is.").timed(Duration.ZERO, Duration.ZERO));
        // snippet: transforms
        UnaryOperator<OutputOptions> output = options -> options.withTtsTextTransforms(List.of(
                TextTransforms.filterMarkdown(),
                TextTransforms.replace(Map.of("Parley", "par lay")),
                TextTransform.eachPiece(piece -> piece.replace("€", " euros"))));
        // end: transforms
        AgentSession session = started(plain(), output);

        session.sendText("go");
        events.next(SessionEvent.SpeechFinished.class);

        assertThat(voice.given()).containsExactly("par lay it is.");
        assertThat(said(session)).containsExactly("*Parley* it is.");
    }

    // snippet: tts
    /** Whispers, and spells what should be spelled. */
    static final class Whispers extends Agent {
        Whispers() {
            super(AgentSpec.instructions("You take orders."));
        }

        @Override
        public Source<SynthesizedAudio, NotUsed> ttsNode(Source<String, NotUsed> text, Nodes defaults) {
            return defaults.tts(text.map(sentence -> sentence.replace("API", "A. P. I.")))
                    .map(audio -> audio.withFrame(quieter(audio.frame())));
        }

        private static AudioFrame quieter(AudioFrame frame) {
            short[] samples = new short[frame.samples()];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = (short) (frame.sample(i) / 4);
            }
            return AudioFrame.ofSamples(samples, frame.format());
        }
    }
    // end: tts

    @Test
    void shouldSpeakThroughTheVoiceNode() throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Whispers())
                .models(script.models().withTts(voice))
                .build();
        CompletionStage<List<AudioFrame>> heard = session.audioOut().runWith(Sink.seq(), kit.system());
        session.on(SessionEvent.class, events);
        await(session.start());

        session.say("This is the API of it.");
        SessionEvent.SpeechFinished finished = events.next(SessionEvent.SpeechFinished.class);
        await(session.close());

        assertThat(voice.given()).containsExactly("This is the A. P. I. of it.");
        assertThat(finished.heard()).isEqualTo("This is the API of it.");
        assertThat(loudest(await(heard)))
                .isBetween(1, loudest(List.of(Hum.frame(AudioFormat.WIDEBAND, seconds(0.2)))) / 4);
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

    @Test
    void shouldPlayANodesOwnAudioOfAnyFormat() throws Exception {
        Agent clip = new Agent(AgentSpec.instructions("")) {
            @Override
            public Source<SynthesizedAudio, NotUsed> ttsNode(Source<String, NotUsed> text, Nodes defaults) {
                return Source.single(SynthesizedAudio.of(Hum.frame(AudioFormat.FULLBAND, seconds(0.3))));
            }
        };
        AgentSession session = answering(clip, "A jingle. And more of it.");

        SessionEvent.SpeechFinished finished = events.next(SessionEvent.SpeechFinished.class);

        assertThat(finished.played()).isBetween(seconds(0.29), seconds(0.31));
        assertThat(said(session)).containsExactly("A jingle. And more of it.");
    }

    @Test
    void shouldTakeAThrowingVoiceNodeForAFailureOfTheVoice() throws Exception {
        Agent broken = new Agent(AgentSpec.instructions("")) {
            @Override
            public Source<SynthesizedAudio, NotUsed> ttsNode(Source<String, NotUsed> text, Nodes defaults) {
                throw new IllegalStateException("no voice");
            }
        };
        AgentSession session = answering(broken, "Nobody hears this sentence. Nor does anybody this one.");

        SessionEvent.ErrorOccurred error = events.next(SessionEvent.ErrorOccurred.class);
        SessionEvent.SpeechFinished finished = events.next(SessionEvent.SpeechFinished.class);

        assertThat(error.source()).isEqualTo("tts");
        assertThat(error.message()).isEqualTo("no voice");
        assertThat(finished.heard()).isEmpty();
        assertThat(said(session)).isEmpty();
    }

    // --- transcriptionNode

    // snippet: transcription
    /** Shows and keeps no numbers of cards. */
    static final class Discreet extends Agent {
        Discreet() {
            super(AgentSpec.instructions("You take orders."));
        }

        @Override
        public Source<String, NotUsed> transcriptionNode(Source<String, NotUsed> text, Nodes defaults) {
            return text.map(sentence -> sentence.replaceAll("\\d(?=[\\d ]{4})", "x"));
        }
    }
    // end: transcription

    @Test
    void shouldShowAndKeepWhatTheTranscriptionNodeGives() throws Exception {
        AgentSession session = answering(new Discreet(), "Your card is 12345678, is that right?");

        events.next(SessionEvent.SpeechFinished.class);

        assertThat(voice.given()).containsExactly("Your card is 12345678, is that right?");
        assertThat(said(session)).containsExactly("Your card is xxxx5678, is that right?");
        assertThat(shown()).isEqualTo("Your card is xxxx5678, is that right?");
    }

    @Test
    void shouldShowNothingMoreOnceTheTranscriptionNodeHasFailed() throws Exception {
        Agent broken = new Agent(AgentSpec.instructions("")) {
            @Override
            public Source<String, NotUsed> transcriptionNode(Source<String, NotUsed> text, Nodes defaults) {
                return text.map(sentence -> {
                    if (sentence.contains("secret")) {
                        throw new IllegalStateException("not to be shown");
                    }
                    return sentence;
                });
            }
        };
        AgentSession session =
                answering(broken, "This may be known to you all. This is a secret of ours. This is open.");

        SessionEvent.ErrorOccurred error = events.next(SessionEvent.ErrorOccurred.class);
        SessionEvent.SpeechFinished finished = events.next(SessionEvent.SpeechFinished.class);

        assertThat(error.message()).isEqualTo("transcription node: not to be shown");
        assertThat(finished.heard()).isEqualTo("This may be known to you all.");
        assertThat(said(session)).containsExactly("This may be known to you all.");
        assertThat(String.join(" ", voice.given())).contains("secret of ours");
    }

    // --- sttNode

    // snippet: stt
    /** Understands the names of its town. */
    static final class Local extends Agent {
        Local() {
            super(AgentSpec.instructions("You take orders."));
        }

        @Override
        public Source<SpeechToTextEvent, NotUsed> sttNode(Source<AudioFrame, NotUsed> audio, Nodes defaults) {
            return defaults.stt(audio)
                    .map(event -> event instanceof SpeechToTextEvent.Final heard
                            ? new SpeechToTextEvent.Final(corrected(heard.transcript()))
                            : event);
        }

        private static Transcript corrected(Transcript heard) {
            return new Transcript(heard.text().replace("luster", "Leicester"), heard.confidence());
        }
    }
    // end: stt

    @Test
    void shouldHearThroughTheRecognisersNode() throws Exception {
        script.userWillSay("to luster square").modelAnswersOtherwise(ScriptedReply.nothing());
        AgentSession session = started(new Local(), options -> options);

        speak(session);

        assertThat(events.next(SessionEvent.UserTurnCommitted.class).transcript())
                .isEqualTo("to Leicester square");
    }

    @Test
    void shouldHearThroughTheNodeOfARecogniserThatStreams() throws Exception {
        Agent loud = new Agent(AgentSpec.instructions("")) {
            @Override
            public Source<SpeechToTextEvent, NotUsed> sttNode(Source<AudioFrame, NotUsed> audio, Nodes defaults) {
                return defaults.stt(audio)
                        .map(event -> event instanceof SpeechToTextEvent.Final heard
                                ? new SpeechToTextEvent.Final(
                                        new Transcript(heard.transcript().text().toUpperCase(Locale.ROOT), 1))
                                : event);
            }
        };
        AgentSession session =
                started(loud, script.models().withStt(new StreamingRecogniser("hello there")), options -> options);

        speak(session);

        assertThat(events.next(SessionEvent.UserTurnCommitted.class).transcript())
                .isEqualTo("HELLO THERE");
    }

    @Test
    void shouldTakeAThrowingRecognisersNodeForAFailureOfTheRecogniserAndTryAgain() throws Exception {
        List<String> tried = new CopyOnWriteArrayList<>();
        Agent broken = new Agent(AgentSpec.instructions("")) {
            @Override
            public Source<SpeechToTextEvent, NotUsed> sttNode(Source<AudioFrame, NotUsed> audio, Nodes defaults) {
                tried.add("again");
                if (tried.size() == 1) {
                    throw new IllegalStateException("deaf");
                }
                return Source.<SpeechToTextEvent>single(new SpeechToTextEvent.Final(new Transcript("there you are", 1)))
                        .concat(defaults.stt(audio));
            }
        };
        AgentSession session = started(broken, options -> options);
        speak(session);

        SessionEvent.ErrorOccurred error = events.next(SessionEvent.ErrorOccurred.class);

        assertThat(error.source()).isEqualTo("stt");
        assertThat(error.message()).isEqualTo("deaf");
        speak(session);
        assertThat(events.next(SessionEvent.UserInputTranscribed.class).transcript())
                .isEqualTo("there you are");
    }

    // --- word timings

    /** Says its words at the given pace, and when. */
    private record Timed(Duration aWord) implements TextToSpeech {

        @Override
        public String name() {
            return "timed";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength();
        }

        @Override
        public AudioFormat format() {
            return AudioFormat.WIDEBAND;
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            return synthesizeTimed(text).map(SynthesizedAudio::frame);
        }

        @Override
        public Source<SynthesizedAudio, NotUsed> synthesizeTimed(String text) {
            List<SynthesizedAudio> audio = new ArrayList<>();
            Duration at = Duration.ZERO;
            for (String word : text.split(" ", -1)) {
                TimedText timing = new TimedText(word, at, at.plus(aWord));
                audio.add(new SynthesizedAudio(Hum.frame(format(), aWord), List.of(timing)));
                at = at.plus(aWord);
            }
            return Source.from(audio);
        }
    }

    @Test
    void shouldKeepTheTranscriptInStepByTheVoicesTimings() throws Exception {
        AgentSession session = started(plain(), script.models().withTts(new Timed(seconds(1))), options -> options);

        SpeechHandle speech = session.say("I internationally administrate communication.");
        StringBuilder shown = new StringBuilder();
        while (!shown.toString().equals("I internationally")) {
            shown.append(events.next(SessionEvent.AgentTranscript.class).delta());
        }
        await(speech.interrupt());

        SessionEvent.SpeechFinished finished = events.next(SessionEvent.SpeechFinished.class);
        assertThat(finished.heard()).startsWith("I internationally");
        assertThat(finished.played()).as("by syllables it would be 1.0").isGreaterThan(seconds(1.4));
    }

    private String shown() {
        return events.taken().stream()
                .filter(SessionEvent.AgentTranscript.class::isInstance)
                .map(event -> ((SessionEvent.AgentTranscript) event).delta())
                .reduce("", String::concat);
    }

    private static void speak(AgentSession session) {
        AudioFrame sound = Hum.frame(AudioFormat.WIDEBAND, seconds(0.6));
        AudioFrame silence = AudioFrame.silence(seconds(0.7), AudioFormat.WIDEBAND);
        Source.from(List.of(sound, silence)).runWith(session.audioIn(), kit.system());
    }
}
