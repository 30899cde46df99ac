package dev.parley.speech;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PlayoutTest {
    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final AudioFormat FORMAT = AudioFormat.WIDEBAND;

    private final List<String> told = new ArrayList<>();
    private Runnable beat = () -> {};
    private final Playout playout = new Playout(FORMAT, this::keep, new Playout.Listener() {
        @Override
        public void started(String utterance) {
            told.add("started " + utterance);
        }

        @Override
        public void heard(String utterance, String delta) {
            told.add("heard " + delta);
        }

        @Override
        public void finished(String utterance, String heard, Duration played, boolean interrupted) {
            told.add((interrupted ? "cut " : "finished ") + utterance + " [" + heard + "] " + played.toMillis());
        }
    });

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private Runnable keep(Runnable listener) {
        beat = listener;
        return () -> beat = () -> {};
    }

    private void beats(int count) {
        for (int i = 0; i < count; i++) {
            beat.run();
        }
    }

    private TestSubscriber.Probe<AudioFrame> listening() {
        TestSubscriber.Probe<AudioFrame> caller =
                playout.source().runWith(TestSink.create(KIT.system().classicSystem()), KIT.system());
        KIT.createTestProbe().awaitAssert(() -> {
            assertThat(playout.hasConsumer()).isTrue();
            return caller;
        });
        return caller;
    }

    private static AudioFrame audio(int millis) {
        return AudioFrame.silence(Duration.ofMillis(millis), FORMAT);
    }

    @Test
    void shouldSendOneFrameABeat() {
        TestSubscriber.Probe<AudioFrame> caller = listening();
        caller.request(10);
        SentenceAudio sentence = playout.append("one", "Hello there.");
        sentence.write(audio(50));
        sentence.end();
        playout.complete("one");

        beats(4);

        assertThat(caller.expectNext().duration()).isEqualTo(Duration.ofMillis(20));
        assertThat(caller.expectNext().duration()).isEqualTo(Duration.ofMillis(20));
        assertThat(caller.expectNext().duration()).isEqualTo(Duration.ofMillis(10));
        assertThat(told).containsExactly("started one", "heard Hello there.", "finished one [Hello there.] 50");
    }

    @Test
    void shouldSendNothingMoreOfAStoppedUtterance() {
        TestSubscriber.Probe<AudioFrame> caller = listening();
        playout.append("one", "Hello there.").write(audio(1000));
        beats(5);

        playout.stop("one");
        beats(5);
        caller.request(10);

        caller.expectNoMessage(scala.concurrent.duration.Duration.create(100, "ms"));
        assertThat(told).last().asString().startsWith("cut one [");
    }

    @Test
    void shouldWaitForAVoiceThatIsBehindAndGoOn() {
        SentenceAudio sentence = playout.append("one", "Hello there.");
        sentence.write(audio(30));
        beats(3);
        sentence.write(audio(30));
        sentence.end();
        playout.complete("one");
        beats(4);

        assertThat(told).first().isEqualTo("started one");
        assertThat(told).last().isEqualTo("finished one [Hello there.] 60");
    }

    @Test
    void shouldJoinSentencesWithoutAGap() {
        SentenceAudio first = playout.append("one", "First.");
        SentenceAudio second = playout.append("one", "Second.");
        first.write(audio(30));
        first.end();
        second.write(audio(30));
        second.end();
        playout.complete("one");

        beats(4);

        assertThat(told).last().isEqualTo("finished one [First. Second.] 60");
    }

    @Test
    void shouldDropTheOldestFramesOfACallerWhoStopsReading() {
        TestSubscriber.Probe<AudioFrame> caller = listening();
        playout.append("one", "Hello.").write(audio(4000));

        beats(80);

        assertThat(playout.droppedFrames().sum()).isEqualTo(30);
        caller.request(1);
        assertThat(caller.expectNext()).isNotNull();
    }

    @Test
    void shouldNotCountTheTextOfAVoiceThatBrokeOff() {
        SentenceAudio sentence = playout.append("one", "This is a sentence that takes its time.");
        sentence.write(audio(200));
        sentence.fail();
        playout.complete("one");

        beats(12);

        assertThat(told).last().isEqualTo("finished one [] 200");
    }

    @Test
    void shouldAskForMoreOnlyWhenThereIsRoom() {
        SentenceAudio sentence = playout.append("one", "Hello.");
        sentence.write(audio(5000));
        List<String> asked = new ArrayList<>();

        sentence.onRoom(() -> asked.add("more"));
        assertThat(asked).isEmpty();
        beats(1);

        assertThat(asked).containsExactly("more");
    }
}
