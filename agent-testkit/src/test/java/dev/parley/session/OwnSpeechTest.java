package dev.parley.session;

import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.chat.ChatMessage;
import dev.parley.provider.Models;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.tts.TextToSpeech;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an application gives a session to say that no voice or model makes: LiveKit Agents' {@code say} of streams. */
@Timeout(30)
class OwnSpeechTest {
    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final QuickVoice voice = new QuickVoice(new CopyOnWriteArrayList<>());
    private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();

    private AgentSession started(Models models) throws Exception {
        AgentSession session = Parley.session(kit.system())
                .agent(new Agent(AgentSpec.instructions("Be kind.")))
                .models(models)
                .build();
        session.on(SessionEvent.class, events::add);
        await(session.start());
        return session;
    }

    private AgentSession started() throws Exception {
        AgentSession session = started(LiveScript.create().models().withTts(voice));
        session.audioOut().runWith(Sink.ignore(), kit.system());
        return session;
    }

    // snippet: recorded
    /** Greets with a recording, which everybody hears to its end. */
    static SpeechHandle greet(AgentSession session, Source<AudioFrame, ?> recording) {
        return session.say("Welcome to the bakery.", recording, SpeechOptions.uninterruptible());
    }
    // end: recorded

    // snippet: streamed
    /** Says a text while somebody still writes it. */
    static SpeechHandle readOut(AgentSession session, Source<String, ?> news) {
        return session.say(news, SpeechOptions.interruptible().withPriority(SpeechOptions.LOW));
    }
    // end: streamed

    @Test
    void shouldPlayTheApplicationsOwnAudioInPlaceOfTheVoices() throws Exception {
        AgentSession session = started();
        AudioFrame half = Hum.frame(AudioFormat.FULLBAND, seconds(0.2));

        SpeechHandle.Outcome outcome =
                await(greet(session, Source.from(List.of(half, half))).whenDone());

        assertThat(outcome).isEqualTo(new SpeechHandle.Outcome("Welcome to the bakery.", false));
        assertThat(next(SessionEvent.SpeechFinished.class).played()).isBetween(seconds(0.39), seconds(0.41));
        assertThat(voice.given()).as("the voice is not asked").isEmpty();
        await(session.close());
        assertThat(session.history().messages())
                .extracting(ChatMessage::text)
                .containsExactly("Welcome to the bakery.");
    }

    @Test
    void shouldPlayItWhereNobodyHasAVoice() throws Exception {
        AgentSession session = started(LiveScript.create().models().withTts(TextToSpeech.none()));
        CompletionStage<List<AudioFrame>> heard = session.audioOut().runWith(Sink.seq(), kit.system());

        await(greet(session, Source.single(Hum.frame(AudioFormat.WIDEBAND, seconds(0.2))))
                .whenDone());
        await(session.close());

        assertThat(await(heard)).isNotEmpty();
    }

    @Test
    void shouldCancelTheAudioWithAnInterruption() throws Exception {
        AgentSession session = started();
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        Source<AudioFrame, ?> endless = Source.repeat(Hum.frame(AudioFormat.WIDEBAND, seconds(0.1)))
                .watchTermination((mat, end) -> {
                    end.whenComplete((done, failure) -> cancelled.complete(true));
                    return mat;
                });

        SpeechHandle speech =
                session.say("It never ends, and nobody knows why.", endless, SpeechOptions.interruptible());
        next(SessionEvent.AgentTranscript.class);
        await(speech.interrupt());

        assertThat(await(cancelled)).isTrue();
        assertThat(await(speech.whenDone()).interrupted()).isTrue();
    }

    @Test
    void shouldNotRunAudioThatIsNeverPlayed() throws Exception {
        AgentSession session = started();
        List<String> run = new CopyOnWriteArrayList<>();
        Source<AudioFrame, ?> clip = Source.lazySource(() -> {
            run.add("run");
            return Source.single(Hum.frame(AudioFormat.WIDEBAND, seconds(0.1)));
        });

        SpeechHandle long1 = session.say("Something that takes a while to be said, so that the rest waits for it.");
        SpeechHandle waiting = session.say("Never heard.", clip, SpeechOptions.interruptible());
        await(waiting.interrupt());
        await(long1.interrupt());
        await(session.close());

        assertThat(run).isEmpty();
        assertThat(await(waiting.whenDone()).heard()).isEmpty();
    }

    @Test
    void shouldTakeAudioThatFailsForAFailureOfTheVoice() throws Exception {
        AgentSession session = started();

        SpeechHandle speech = session.say(
                "Nobody hears this sentence.",
                Source.failed(new IllegalStateException("no such file")),
                SpeechOptions.interruptible());

        SessionEvent.ErrorOccurred error = next(SessionEvent.ErrorOccurred.class);
        assertThat(error.source()).isEqualTo("tts");
        assertThat(error.message()).isEqualTo("no such file");
        assertThat(await(speech.whenDone()).heard()).isEmpty();
    }

    @Test
    void shouldRefuseAudioThatSaysNothing() throws Exception {
        AgentSession session = started();

        assertThatThrownBy(() -> session.say(" ", Source.empty(), SpeechOptions.interruptible()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blank text (expected: what the audio says; a sound without words is Background");
    }

    @Test
    void shouldSayATextThatComesPieceByPiece() throws Exception {
        AgentSession session = started();
        Source<String, ?> news = Source.from(List.of("The oven ", "is hot. The br", "ead is in it."));

        SpeechHandle.Outcome outcome = await(readOut(session, news).whenDone());

        assertThat(outcome.heard()).isEqualTo("The oven is hot. The bread is in it.");
        assertThat(String.join(" ", voice.given())).isEqualTo("The oven is hot. The bread is in it.");
    }

    @Test
    void shouldTellOfATextThatFailsAndSayWhatHasCome() throws Exception {
        AgentSession session = started();
        Source<String, ?> broken = Source.from(List.of("This sentence has come all right. ", "x"))
                .map(piece -> {
                    if (piece.equals("x")) {
                        throw new IllegalStateException("the line is dead");
                    }
                    return piece;
                });

        SpeechHandle speech = readOut(session, broken);

        SessionEvent.ErrorOccurred error = next(SessionEvent.ErrorOccurred.class);
        assertThat(error.source()).isEqualTo("agent");
        assertThat(error.message()).isEqualTo("say: the line is dead");
        assertThat(await(speech.whenDone()).interrupted()).isFalse();
    }

    @Test
    void shouldEndWhatIsGivenToAClosedSession() throws Exception {
        AgentSession session = started();
        await(session.close());

        assertThat(await(readOut(session, Source.single("Too late.")).whenDone())
                        .interrupted())
                .isTrue();
        assertThat(await(greet(session, Source.empty()).whenDone()).interrupted())
                .isTrue();
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
