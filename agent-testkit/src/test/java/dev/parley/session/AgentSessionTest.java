package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.SpawnProtocol;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatMessage;
import dev.parley.llm.ChatChunk;
import dev.parley.llm.ChatRequest;
import dev.parley.llm.LanguageModel;
import dev.parley.llm.LanguageModelCapabilities;
import dev.parley.provider.Models;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.ScriptedReply;
import dev.parley.testkit.ScriptedVoice;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.tool.FunctionTools;
import dev.parley.tool.Param;
import dev.parley.tool.RunContext;
import dev.parley.tool.Tool;
import dev.parley.tts.SpeechInput;
import dev.parley.tts.SynthesizedAudio;
import dev.parley.tts.TextToSpeech;
import dev.parley.tts.TextToSpeechCapabilities;
import dev.parley.turn.TurnOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class AgentSessionTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    /** A shop with one price. */
    public static final class Shop {
        @Tool(description = "Tells what a product costs.")
        public String price(@Param("the product") String product, RunContext context) {
            context.updateUserData(Integer.class, asked -> asked + 1);
            return product + " costs 10";
        }
    }

    private static final class Greeter extends Agent {
        Greeter() {
            super(AgentSpec.instructions("Be kind.").tools(FunctionTools.of(new Shop())));
        }

        @Override
        public void onEnter(AgentSession session) {
            session.say("Welcome.");
        }
    }

    /** A voice that takes 30 characters at once and says as many frames as it is given characters. */
    private record ShortBreath(TextToSpeech voice, List<String> given) implements TextToSpeech {

        @Override
        public String name() {
            return "short-breath";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return new TextToSpeechCapabilities(30);
        }

        @Override
        public AudioFormat format() {
            return voice.format();
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            given.add(text);
            return Source.single(AudioFrame.silence(Duration.ofMillis(20), format()));
        }
    }

    @Test
    void shouldTakeItsStepsOnThreadsOfItsOwn() throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(LiveScript.create().models())
                .build();
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .anyMatch(name -> name.startsWith(kit.system().name() + "-parley.session.dispatcher"));
        session.close().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldGiveALongSentenceInPiecesToAVoiceOfShortBreath() throws Exception {
        Models models = LiveScript.create().models();
        ShortBreath voice = new ShortBreath(models.tts(), new CopyOnWriteArrayList<>());
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(models.withTts(voice))
                .build();
        session.audioOut().runWith(Sink.ignore(), kit.system());
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);

        String text = "The first clause is here, the second clause follows it.";
        SpeechHandle.Outcome outcome =
                session.say(text).whenDone().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(voice.given()).containsExactly("The first clause is here,", "the second clause follows it.");
        assertThat(outcome.heard()).isEqualTo(text);
    }

    /** A voice that speaks each piece as it comes; the model goes on writing when the first one was heard. */
    private record Fluent(TextToSpeech voice, List<String> given, CompletableFuture<Done> spoken)
            implements TextToSpeech {

        @Override
        public String name() {
            return "maker/fluent";
        }

        @Override
        public TextToSpeechCapabilities capabilities() {
            return TextToSpeechCapabilities.anyLength().withStreaming();
        }

        @Override
        public AudioFormat format() {
            return voice.format();
        }

        @Override
        public Source<AudioFrame, NotUsed> synthesize(String text) {
            return Source.failed(new AssertionError("expected: stream"));
        }

        @Override
        public Flow<SpeechInput, SynthesizedAudio, NotUsed> stream() {
            return Flow.<SpeechInput>create().map(input -> {
                given.add(((SpeechInput.Text) input).text());
                spoken.complete(Done.getInstance());
                return SynthesizedAudio.of(AudioFrame.silence(Duration.ofMillis(20), format()));
            });
        }
    }

    @Test // TTS.stream()
    void shouldSpeakAnAnswerWordByWordWhileItIsWritten() throws Exception {
        Models models = LiveScript.create().models();
        Fluent voice = new Fluent(models.tts(), new CopyOnWriteArrayList<>(), new CompletableFuture<>());
        LanguageModel slow = new LanguageModel() {
            @Override
            public String name() {
                return "maker/slow";
            }

            @Override
            public LanguageModelCapabilities capabilities() {
                return new LanguageModelCapabilities(true, true);
            }

            @Override
            public Source<ChatChunk, NotUsed> chat(ChatRequest request) {
                return Source.<ChatChunk>from(
                                List.of(new ChatChunk.TextDelta("It is a"), new ChatChunk.TextDelta(" very fi")))
                        .concatLazy(Source.completionStage(voice.spoken())
                                .map(spoken -> new ChatChunk.TextDelta("ne day.")));
            }
        };
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(models.withTts(voice).withLlm(slow))
                .build();
        EventLog events = new EventLog();
        session.on(SessionEvent.class, events);
        session.audioOut().runWith(Sink.ignore(), kit.system());
        await(session.start());

        session.sendText("how is the weather");
        SessionEvent.SpeechFinished answer = events.next(SessionEvent.SpeechFinished.class);

        assertThat(voice.given()).containsExactly("It is ", "a very ", "fine ", "day.");
        assertThat(answer.heard()).isEqualTo("It is a very fine day.");
        await(session.close());
    }

    @Test
    void shouldKnowAtOnceByWhichRulesItHears() {
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(LiveScript.create().models())
                .build();

        session.updateTurns(session.options().turns().withEndpointingDelay(Duration.ofSeconds(2)));
        session.updateTurns(session.options().turns().withUserIdleTimeout(Duration.ofSeconds(9)));
        session.updateKeyterms(List.of("Quattro Stagioni"));

        assertThat(session.options().keyterms()).containsExactly("Quattro Stagioni");
        TurnOptions turns = session.options().turns();
        assertThat(turns.endpointing().minDelay()).isEqualTo(Duration.ofSeconds(2));
        assertThat(turns.userIdleTimeout()).isEqualTo(Duration.ofSeconds(9));
    }

    /** A tool that asks for patience, and waits until that was heard. */
    public static final class Archive {
        @Tool(description = "Looks something up.")
        public String search(RunContext context) throws Exception {
            SpeechHandle.Outcome said = context.session()
                    .say("One moment, please.")
                    .whenDone()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            return "found after: " + said.heard();
        }
    }

    @Test
    void shouldLetAToolSpeakAndWaitUntilItWasHeard() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswers("find it", ScriptedReply.of("").calling("search", "{}"))
                .modelAnswers(
                        "found after: One moment, please.",
                        ScriptedReply.of("Here it is.").timed(seconds(0), seconds(0)))
                .voiceSpeaks("One moment, please.", ScriptedVoice.of(seconds(0.3)))
                .voiceSpeaks("Here it is.", ScriptedVoice.of(seconds(0.3)));
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Be kind.").tools(FunctionTools.of(new Archive()))))
                .models(script.models())
                .build();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        session.on(SessionEvent.SpeechFinished.class, speech -> heard.add(speech.heard()));
        session.audioOut().runWith(Sink.ignore(), kit.system());
        session.start().toCompletableFuture().get(10, TimeUnit.SECONDS);

        session.sendText("find it");

        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("One moment, please.");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("Here it is.");
    }

    @Test
    void shouldEndWithItsParent() throws Exception {
        ActorRef<SpawnProtocol.Command> parent = kit.kit().spawn(SpawnProtocol.create());
        AgentSession session = Parley.session(kit.system())
                .childOf(parent)
                .agent(new Greeter())
                .models(LiveScript.create().models())
                .build();
        CompletionStage<Done> started = session.start();

        kit.kit().stop(parent);

        assertThat(session.whenClosed()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .kind())
                .isEqualTo(CloseReason.Kind.ERROR);
        assertThat(started.toCompletableFuture().handle((done, failure) -> true).get(10, TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void shouldSayThatItsParentIsDead() {
        ActorRef<SpawnProtocol.Command> parent = kit.kit().spawn(SpawnProtocol.create());
        kit.kit().stop(parent);

        assertThatThrownBy(() -> Parley.session(kit.system())
                        .childOf(parent)
                        .id("late")
                        .agent(new Greeter())
                        .models(LiveScript.create().models())
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("session late")
                .hasMessageContaining("expected: a living parent");
    }

    @Test
    void shouldHoldAWholeConversation() throws Exception {
        LiveScript script = LiveScript.create()
                .voiceSpeaks("Welcome.", ScriptedVoice.of(seconds(0.2)).timed(seconds(0.02), seconds(0.02)))
                .userWillSay("how much is the pizza")
                .modelAnswers(
                        "how much is the pizza",
                        ScriptedReply.of("")
                                .timed(Duration.ZERO, Duration.ZERO)
                                .calling("price", "{\"product\":\"pizza\"}"))
                .modelAnswers(
                        "pizza costs 10", ScriptedReply.of("It costs ten.").timed(seconds(0.01), seconds(0.02)))
                .voiceSpeaks("It costs ten.", ScriptedVoice.of(seconds(0.4)).timed(seconds(0.02), seconds(0.02)));
        AgentSession session = Parley.session(kit.system())
                .agent(new Greeter())
                .models(script.models())
                .userData(0)
                .build();
        EventLog events = new EventLog();
        session.on(SessionEvent.class, events);
        CompletionStage<List<AudioFrame>> heard = session.audioOut().runWith(Sink.seq(), kit.system());

        await(session.start());
        SessionEvent.SpeechFinished welcome = events.next(SessionEvent.SpeechFinished.class);
        speak(session, 0.6);
        SessionEvent.UserTurnCommitted turn = events.next(SessionEvent.UserTurnCommitted.class);
        SessionEvent.FunctionToolsExecuted tools = events.next(SessionEvent.FunctionToolsExecuted.class);
        SessionEvent.SpeechFinished answer = events.next(SessionEvent.SpeechFinished.class);
        await(session.close());

        assertThat(welcome.heard()).isEqualTo("Welcome.");
        assertThat(turn.transcript()).isEqualTo("how much is the pizza");
        assertThat(tools.outputs().get(0).output()).isEqualTo("pizza costs 10");
        assertThat(answer.heard()).isEqualTo("It costs ten.");
        assertThat(session.userData(Integer.class)).isEqualTo(1);
        assertThat(session.history().messages())
                .extracting(ChatMessage::text)
                .containsExactly("Welcome.", "how much is the pizza", "It costs ten.");
        Duration played = await(heard).stream().map(AudioFrame::duration).reduce(Duration.ZERO, Duration::plus);
        assertThat(played).isEqualTo(seconds(0.6));
    }

    @Test
    void shouldFallSilentAtOnceWhenInterrupted() throws Exception {
        LiveScript script = LiveScript.create().voiceSpeaks("A very long story.", ScriptedVoice.of(seconds(20)));
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("")))
                .models(script.models())
                .build();
        EventLog events = new EventLog();
        session.on(SessionEvent.class, events);
        await(session.start());

        SpeechHandle speech = session.say("A very long story.");
        events.next(SessionEvent.MetricsCollected.class);
        await(session.interrupt());
        SpeechHandle.Outcome outcome = await(speech.whenDone());
        await(session.close());

        assertThat(outcome.interrupted()).isTrue();
        assertThat(events.next(SessionEvent.SpeechFinished.class).played()).isLessThan(seconds(5));
        assertThatThrownBy(() -> await(session.interrupt())).hasMessageContaining("is closed");
    }

    @Test
    void shouldListenAllTheTimeToARecogniserThatStreams() throws Exception {
        LiveScript script = LiveScript.create()
                .modelAnswers("hello there", ScriptedReply.of("Good day.").timed(seconds(0.01), seconds(0.02)));
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("")))
                .models(script.models().withStt(new StreamingRecogniser("hello there")))
                .build();
        EventLog events = new EventLog();
        session.on(SessionEvent.class, events);
        await(session.start());

        speak(session, 0.6);
        SessionEvent.UserInputTranscribed interim = events.next(SessionEvent.UserInputTranscribed.class);
        SessionEvent.UserTurnCommitted turn = events.next(SessionEvent.UserTurnCommitted.class);
        SessionEvent.SpeechFinished answer = events.next(SessionEvent.SpeechFinished.class);
        await(session.close());

        assertThat(interim.isFinal()).isFalse();
        assertThat(turn.transcript()).isEqualTo("hello there");
        assertThat(answer.heard()).isEqualTo("Good day.");
    }

    @Test
    void shouldHearFramesThatArePushedAndHandItsVoiceToAPlayer() throws Exception {
        LiveScript script = LiveScript.create()
                .userWillSay("hello there")
                .modelAnswers("hello there", ScriptedReply.of("Good day.").timed(seconds(0.01), seconds(0.02)))
                .voiceSpeaks("Good day.", ScriptedVoice.of(seconds(0.4)).timed(seconds(0.02), seconds(0.02)));
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("")))
                .models(script.models())
                .build();
        EventLog events = new EventLog();
        BlockingQueue<AudioFrame> played = new LinkedBlockingQueue<>();
        session.on(SessionEvent.class, events);
        session.playTo(played::add);
        await(session.start());

        session.pushAudio(Hum.frame(AudioFormat.WIDEBAND, seconds(0.6)));
        session.pushAudio(AudioFrame.silence(seconds(0.7), AudioFormat.WIDEBAND));
        SessionEvent.SpeechFinished answer = events.next(SessionEvent.SpeechFinished.class);
        await(session.close());

        assertThat(answer.heard()).isEqualTo("Good day.");
        assertThat(played.stream()
                        .filter(AgentSessionTest::sounds)
                        .map(AudioFrame::duration)
                        .reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(seconds(0.4));
    }

    private static boolean sounds(AudioFrame frame) {
        return IntStream.range(0, frame.samples()).anyMatch(i -> frame.sample(i) != 0);
    }

    private static void speak(AgentSession session, double length) {
        AudioFrame sound = Hum.frame(AudioFormat.WIDEBAND, seconds(length));
        AudioFrame silence = AudioFrame.silence(seconds(0.7), AudioFormat.WIDEBAND);
        Source.from(List.of(sound, silence)).runWith(session.audioIn(), kit.system());
    }
}
