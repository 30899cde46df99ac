package dev.parley.session;

import static dev.parley.session.EventLog.await;
import static dev.parley.testkit.Seconds.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import akka.stream.javadsl.Sink;
import dev.parley.AgentSessionBuilder;
import dev.parley.Parley;
import dev.parley.agent.Agent;
import dev.parley.agent.AgentSpec;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.RealtimeCapability;
import dev.parley.realtime.RealtimeEvent;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.realtime.RealtimeModel;
import dev.parley.realtime.RealtimeSession;
import dev.parley.realtime.RealtimeSetup;
import dev.parley.testkit.ActorKit;
import dev.parley.testkit.live.Hum;
import dev.parley.testkit.live.LiveScript;
import dev.parley.turn.TurnDetection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LiveKit Agents' {@code session.input} and {@code session.output}, switched while the call goes on. */
@Timeout(30)
class SessionSwitchesTest {
    private static final String STORY = "There was a baker who sang all day long.";

    @RegisterExtension
    static final ActorKit kit = ActorKit.create();

    private final LiveScript script = LiveScript.create();
    private final QuickVoice voice = new QuickVoice(new CopyOnWriteArrayList<>());
    private final EventLog events = new EventLog();

    // snippet: push-to-talk
    /** The caller holds a key to be heard. The session begins deaf, and only the key ends a turn. */
    static final class PushToTalk {
        private final AgentSession session;

        PushToTalk(AgentSession session) {
            this.session = session;
            session.input().disableAudio();
            session.updateTurns(session.options().turns().withDetection(TurnDetection.MANUAL));
        }

        void pressed() {
            session.interrupt();
            session.clearAudio();
            session.input().enableAudio();
        }

        CompletionStage<String> released() {
            session.input().disableAudio();
            return session.commitAudio();
        }
    }
    // end: push-to-talk

    // snippet: text-only
    /** The caller reads along from here on: no voice is made any more. */
    static void readAlong(AgentSession session) {
        session.output().disableAudio();
    }
    // end: text-only

    private AgentSession started(AgentSessionBuilder builder) throws Exception {
        AgentSession session =
                builder.agent(new Agent(AgentSpec.instructions("Be kind."))).build();
        session.on(SessionEvent.class, events);
        await(session.start());
        return session;
    }

    private AgentSession started() throws Exception {
        return started(Parley.session(kit.system()).models(script.models().withTts(voice)));
    }

    private static void speak(AgentSession session, Duration time) {
        session.pushAudio(Hum.frame(AudioFormat.WIDEBAND, time));
    }

    private static void beSilent(AgentSession session, Duration time) {
        session.pushAudio(AudioFrame.silence(time, AudioFormat.WIDEBAND));
    }

    @Test
    void shouldHearNothingWhileItsInputIsDisabled() throws Exception {
        script.userWillSay("after it");
        AgentSession session = started();

        session.input().disableAudio();
        speak(session, seconds(1));
        beSilent(session, seconds(1));
        session.input().enableAudio();
        speak(session, seconds(1));
        beSilent(session, seconds(1));

        assertThat(events.next(SessionEvent.UserInputTranscribed.class).transcript())
                .as("the first that was recognised")
                .isEqualTo("after it");
        assertThat(events.taken())
                .filteredOn(SessionEvent.UserStateChanged.class::isInstance)
                .extracting(event -> ((SessionEvent.UserStateChanged) event).newState())
                .containsOnlyOnce(UserState.SPEAKING);
        await(session.close());
    }

    @Test
    void shouldFindTheEndOfWhatWasBeingSaidWhenItsInputWasDisabled() throws Exception {
        script.userWillSay("half a sentence");
        AgentSession session = started();

        speak(session, seconds(1));
        session.input().disableAudio();
        for (int i = 0; i < 30; i++) {
            speak(session, seconds(0.1)); // nobody hears it
        }

        assertThat(events.next(SessionEvent.UserInputTranscribed.class).transcript())
                .isEqualTo("half a sentence");
        assertThat(events.next(SessionEvent.UserTurnCommitted.class).transcript())
                .isEqualTo("half a sentence");
        await(session.close());
    }

    @Test
    void shouldCommitWhatWasSaidBeforeItsInputWasDisabled() throws Exception {
        script.userWillSay("two rolls");
        AgentSession session = started();
        PushToTalk key = new PushToTalk(session);

        speak(session, seconds(1));
        key.pressed();
        speak(session, seconds(1));

        assertThat(await(key.released())).isEqualTo("two rolls");
        await(session.close());
    }

    @Test
    void shouldSayInTextAloneWhileItsVoiceIsDisabled() throws Exception {
        AgentSession session = started();
        CompletionStage<List<AudioFrame>> heard = session.audioOut().runWith(Sink.seq(), kit.system());

        readAlong(session);
        SpeechHandle.Outcome written = await(session.say(STORY).whenDone());
        List<String> asked = List.copyOf(voice.given());
        session.output().enableAudio();
        SpeechHandle.Outcome spoken = await(session.say("Goodbye.").whenDone());
        await(session.close());

        assertThat(List.of(written.heard(), spoken.heard())).containsExactly(STORY, "Goodbye.");
        assertThat(asked).as("by then").isEmpty();
        assertThat(voice.given()).containsExactly("Goodbye.");
        assertThat(await(heard)).isNotEmpty();
        assertThat(events.next(SessionEvent.SpeechFinished.class).played()).isZero();
    }

    @Test
    void shouldSayToItsEndWhatHadBegunWithAVoice() throws Exception {
        AgentSession session = started();
        session.audioOut().runWith(Sink.ignore(), kit.system());

        SpeechHandle speech = session.say(STORY);
        events.next(SessionEvent.AgentTranscript.class);
        session.output().disableAudio();
        await(speech.whenDone());
        await(session.close());

        assertThat(events.next(SessionEvent.SpeechFinished.class).played())
                .isEqualTo(Duration.ofMillis(10L * STORY.length()));
    }

    @Test
    void shouldShowNothingOfTheAgentsWordsWhileItsTranscriptionIsDisabled() throws Exception {
        AgentSession session = started();
        session.audioOut().runWith(Sink.ignore(), kit.system());

        session.output().disableTranscription();
        await(session.say(STORY).whenDone());
        session.output().enableTranscription();
        await(session.say("Goodbye.").whenDone());
        await(session.close());
        events.next(SessionEvent.SessionClosed.class);

        assertThat(events.taken())
                .filteredOn(SessionEvent.AgentTranscript.class::isInstance)
                .extracting(event -> ((SessionEvent.AgentTranscript) event).delta())
                .isNotEmpty()
                .noneMatch(STORY::contains);
        assertThat(session.history().messages()).hasSize(2);
    }

    @Test
    void shouldUseOnlyTheWordsOfARealtimeModelThatSpeaks() throws Exception {
        AgentSession session = started(Parley.session(kit.system()).realtime(SpeakingModel.of("m", STORY, seconds(1))));
        session.audioOut().runWith(Sink.ignore(), kit.system());

        session.output().disableAudio();
        SpeechHandle.Outcome outcome = await(session.generateReply().whenDone());

        assertThat(outcome).isEqualTo(new SpeechHandle.Outcome(STORY, false));
        assertThat(events.next(SessionEvent.SpeechFinished.class).played()).isZero();
        await(session.close());
    }

    /** Does something once the first message of an answer has begun, and lets this many come behind it. */
    private record Switching(SpeakingModel model, Runnable then, int more) implements RealtimeModel {
        @Override
        public String name() {
            return model.name();
        }

        @Override
        public Set<RealtimeCapability> capabilities() {
            return model.capabilities();
        }

        @Override
        public AudioFormat inputFormat() {
            return model.inputFormat();
        }

        @Override
        public AudioFormat outputFormat() {
            return model.outputFormat();
        }

        @Override
        public RealtimeSession open(RealtimeSetup setup, Consumer<? super RealtimeEvent> listener) {
            return model.open(setup, event -> {
                listener.accept(event);
                if (event instanceof RealtimeEvent.MessageStarted started) {
                    then.run();
                    for (int i = 0; i < more; i++) {
                        listener.accept(new RealtimeEvent.MessageStarted(
                                started.replyId(), new Another(started.message(), "another_" + i)));
                    }
                }
            });
        }
    }

    /** The same message under an id of its own. */
    private record Another(RealtimeMessage message, String itemId) implements RealtimeMessage {
        @Override
        public void deliverTo(Listener listener) {
            message.deliverTo(listener);
        }
    }

    private AgentSession speaking(AtomicReference<Runnable> switching, int more) throws Exception {
        SpeakingModel model = SpeakingModel.of("m", STORY, seconds(0.2));
        AgentSession session = started(Parley.session(kit.system())
                .realtime(new Switching(
                        model, () -> Objects.requireNonNull(switching.get()).run(), more)));
        session.audioOut().runWith(Sink.ignore(), kit.system());
        return session;
    }

    @Test
    void shouldSpeakAnAnswerOfARealtimeModelToItsEnd() throws Exception {
        AtomicReference<Runnable> switching = new AtomicReference<>();
        AgentSession session = speaking(switching, 1);
        switching.set(session.output()::disableAudio);

        await(session.generateReply().whenDone());
        await(session.close());

        assertThat(events.next(SessionEvent.SpeechFinished.class).played()).isEqualTo(seconds(0.4));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldWriteAnAnswerOfARealtimeModelToItsEnd(int more) throws Exception {
        AtomicReference<Runnable> switching = new AtomicReference<>();
        AgentSession session = speaking(switching, more);
        session.output().disableAudio();
        switching.set(session.output()::enableAudio);

        SpeechHandle.Outcome outcome = await(session.generateReply().whenDone());
        await(session.close());
        events.next(SessionEvent.SessionClosed.class);

        assertThat(outcome.heard()).startsWith(STORY);
        assertThat(events.taken())
                .noneMatch(SessionEvent.ErrorOccurred.class::isInstance)
                .filteredOn(SessionEvent.SpeechFinished.class::isInstance)
                .extracting(event -> ((SessionEvent.SpeechFinished) event).played())
                .containsExactly(Duration.ZERO);
    }
}
