package dev.parley.speech;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static void expectFrames(TestSubscriber.Probe<AudioFrame> consumer, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(consumer.expectNext()).as("frame %d", i).isNotNull();
        }
    }

    private static AudioFrame audio(int millis) {
        return AudioFrame.silence(Duration.ofMillis(millis), FORMAT);
    }

    private static AudioFrame sound(int millis) {
        byte[] pcm = audio(millis).toByteArray();
        Arrays.fill(pcm, (byte) 7);
        return AudioFrame.wrap(pcm, FORMAT);
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
    void shouldHandAPlayerEachFrameWithinTheBeatAndSilenceAfterAStop() {
        List<AudioFrame> played = new ArrayList<>();
        playout.playTo(played::add);
        playout.append("one", "Hello there.").write(sound(1000));

        beats(2);
        assertThat(played)
                .extracting(AudioFrame::duration)
                .containsExactly(Duration.ofMillis(20), Duration.ofMillis(20));

        playout.stop("one");
        beats(20);
        assertThat(played.subList(2, played.size())).hasSize(12).allSatisfy(frame -> {
            assertThat(frame.duration()).isEqualTo(Duration.ofMillis(20));
            assertThat(frame.toByteArray()).containsOnly(0);
        });
        assertThat(told).last().asString().startsWith("cut one [").endsWith("] 40");
    }

    @Test
    void shouldHaveAPlayerRestWhereTheVoicePauses() {
        List<AudioFrame> played = new ArrayList<>();
        playout.playTo(played::add);
        playout.append("one", "Hello there.").write(sound(1000));
        beats(1);

        playout.pause("one");
        beats(3);
        playout.resume("one");
        beats(1);

        assertThat(played).hasSize(5);
        assertThat(played.subList(1, 4))
                .allSatisfy(frame -> assertThat(frame.toByteArray()).containsOnly(0));
        assertThat(played.get(4).toByteArray()).containsOnly(7);
    }

    @Test
    void shouldHaveOneConsumerAtATimeBeItAPlayerOrAStream() {
        List<AudioFrame> played = new ArrayList<>();
        TestSubscriber.Probe<AudioFrame> before = listening();
        before.request(1);
        playout.append("one", "Hello there.").write(audio(4000));

        playout.playTo(played::add);
        before.expectComplete();
        beats(1);
        assertThat(played).hasSize(1);

        TestSubscriber.Probe<AudioFrame> after =
                playout.source().runWith(TestSink.create(KIT.system().classicSystem()), KIT.system());
        after.request(1);
        KIT.createTestProbe().awaitAssert(() -> {
            beats(1);
            return after.expectNext(scala.concurrent.duration.Duration.create(50, "ms"));
        });
        int handed = played.size();
        beats(1);
        assertThat(played).hasSize(handed);
    }

    @Test
    void shouldPlayToNobodyOnceAPlayerHasLeft() {
        List<AudioFrame> played = new ArrayList<>();
        Runnable end = playout.playTo(played::add);
        playout.append("one", "Hello there.").write(audio(1000));
        beats(1);

        end.run();
        beats(1);

        assertThat(played).hasSize(1);
        assertThat(playout.hasConsumer()).isFalse();
    }

    @Test
    void shouldGoOnWithoutAPlayerThatFails() {
        List<AudioFrame> played = new ArrayList<>();
        playout.playTo(frame -> {
            played.add(frame);
            throw new IllegalStateException("no sound card");
        });
        SentenceAudio sentence = playout.append("one", "Hello there.");
        sentence.write(audio(60));
        sentence.end();
        playout.complete("one");

        beats(5);

        assertThat(played).hasSize(1);
        assertThat(playout.hasConsumer()).isFalse();
        assertThat(told).last().isEqualTo("finished one [Hello there.] 60");
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

        assertThat(told).last().isEqualTo("finished one [This] 200");
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

    @Test // case 20: a pause in the middle announces nothing anew
    void shouldNotAnnounceThePlaybackAgainAfterAPause() {
        SentenceAudio sentence = playout.append("one", "Hello there.");
        sentence.write(audio(200));
        sentence.end();
        playout.complete("one");
        beats(3);

        playout.pause("one");
        beats(50);
        playout.resume("one");
        beats(8);

        assertThat(told).filteredOn(line -> line.startsWith("started")).hasSize(1);
        assertThat(told).last().isEqualTo("finished one [Hello there.] 200");
    }

    @Test // case 20: what is discarded was not played
    void shouldNotReportDiscardedAudioAsPlayed() {
        listening(); // and not asking for anything
        SentenceAudio sentence = playout.append("one", "Hello there, this is a long sentence about nothing.");
        sentence.write(audio(2000));
        beats(10);

        playout.stop("one");

        assertThat(told).last().isEqualTo("cut one [] 0");
    }

    @Test
    void shouldNotDropWhatPlaysForASegmentThatWaits() {
        TestSubscriber.Probe<AudioFrame> caller = listening();
        SentenceAudio first = playout.append("one", "Hello there.");
        first.write(audio(100));
        first.end();
        playout.complete("one");
        playout.open("two").write(audio(100));
        beats(3);

        playout.stop("two");
        beats(4);
        caller.request(10);

        expectFrames(caller, 5);
        assertThat(told).contains("cut two [] 0").last().isEqualTo("finished one [Hello there.] 100");
    }

    @Test
    void shouldTellATextThatComesPieceByPiece() {
        SentenceAudio segment = playout.open("one");
        segment.text("First this. ");
        segment.write(audio(1000));
        beats(25);
        segment.text("Then that. ");
        segment.write(audio(1000));
        segment.endText();
        segment.end();
        playout.complete("one");
        beats(80);

        assertThat(told).filteredOn(line -> line.startsWith("heard ")).hasSizeGreaterThan(2);
        assertThat(String.join(
                        "",
                        told.stream()
                                .filter(line -> line.startsWith("heard "))
                                .map(line -> line.substring(6))
                                .toList()))
                .isEqualTo("First this. Then that. ");
        assertThat(told).last().isEqualTo("finished one [First this. Then that. ] 2000");
    }

    @Test
    void shouldSendWhatSoundsBehindTheVoiceAlsoWhileItIsSilent() {
        TestSubscriber.Probe<AudioFrame> caller = listening();
        caller.request(100);
        playout.mixer().play(BackgroundSound.of(AudioFrame.ofSamples(new short[] {5, 5, 5}, FORMAT)));

        beats(3);

        AudioFrame frame = caller.expectNext();
        assertThat(frame.duration()).isEqualTo(Duration.ofMillis(20));
        assertThat(frame.sample(2)).isEqualTo((short) 5);
        assertThat(frame.sample(3)).isZero();
        caller.expectNoMessage(scala.concurrent.duration.Duration.create(100, "ms"));
        assertThat(told).isEmpty();
    }

    @Test // LiveKit Agents' hot swap of the audio output
    void shouldGoOnAtAnotherConsumerInTheMiddleOfASpeech() {
        TestSubscriber.Probe<AudioFrame> first = listening();
        first.request(100);
        SentenceAudio sentence = playout.append("one", "Hello there.");
        sentence.write(audio(200));
        sentence.end();
        playout.complete("one");
        beats(4);
        expectFrames(first, 4);

        TestSubscriber.Probe<AudioFrame> second =
                playout.source().runWith(TestSink.create(KIT.system().classicSystem()), KIT.system());
        second.request(100);
        first.expectComplete();
        beats(8);

        expectFrames(second, 6);
        assertThat(told).last().isEqualTo("finished one [Hello there.] 200");
    }
}
