package dev.parley.realtime.livekit.media;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.testkit.TestSubscriber;
import akka.stream.testkit.javadsl.TestSink;
import dev.parley.audio.AudioFrame;
import dev.parley.testkit.ActorKit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class TrackAudioTest {
    @RegisterExtension
    static final ActorKit KIT = ActorKit.create();

    private final TrackAudio audio = new TrackAudio();

    private TestSubscriber.Probe<AudioFrame> listen(String track) {
        TestSubscriber.Probe<AudioFrame> probe = audio.of(track).runWith(TestSink.create(KIT.system()), KIT.system());
        probe.ensureSubscription();
        return probe;
    }

    private static short[] pcm(int value) {
        short[] pcm = new short[960];
        pcm[0] = (short) value;
        return pcm;
    }

    @Test
    void shouldGiveEachListenerItsTrack() {
        TestSubscriber.Probe<AudioFrame> one = listen("TR_1");
        TestSubscriber.Probe<AudioFrame> again = listen("TR_1");
        TestSubscriber.Probe<AudioFrame> other = listen("TR_2");
        short[] shared = pcm(7);
        audio.heard("TR_1", shared);
        shared[0] = 8;
        audio.heard("TR_3", shared);

        assertThat(one.requestNext().sample(0)).isEqualTo((short) 7);
        assertThat(again.requestNext().sample(0)).isEqualTo((short) 7);
        audio.heard("TR_2", pcm(9));
        assertThat(other.requestNext().sample(0)).isEqualTo((short) 9);
    }

    @Test
    void shouldBeHeardDirectlyUntilTheListenerHasEnoughOrFails() {
        List<Short> heard = new ArrayList<>();
        List<Short> heardOnce = new ArrayList<>();
        Runnable end = audio.listen("TR_1", frame -> heard.add(frame.sample(0)));
        audio.listen("TR_1", frame -> {
            heardOnce.add(frame.sample(0));
            throw new IllegalStateException("enough");
        });
        TestSubscriber.Probe<AudioFrame> stream = listen("TR_1");

        audio.heard("TR_1", pcm(1));
        audio.heard("TR_1", pcm(2));
        end.run();
        audio.heard("TR_1", pcm(3));

        assertThat(heard).containsExactly((short) 1, (short) 2);
        assertThat(heardOnce).containsExactly((short) 1);
        assertThat(stream.requestNext().sample(0)).isEqualTo((short) 1);
        audio.ended("TR_1");
    }

    @Test
    void shouldEndWithTheTrackAndWithTheRoom() {
        TestSubscriber.Probe<AudioFrame> one = listen("TR_1");
        TestSubscriber.Probe<AudioFrame> other = listen("TR_2");
        audio.ended("TR_1");
        one.expectComplete();
        audio.close();
        other.expectComplete();
    }

    @Test
    void shouldEndForTheOthersThoughOneReaderHasLeft() {
        CompletionStage<Done> left = audio.of("TR_1")
                .watchTermination(Keep.right())
                .to(Sink.cancelled())
                .run(KIT.system());
        TestSubscriber.Probe<AudioFrame> stays = listen("TR_1");
        TestSubscriber.Probe<AudioFrame> other = listen("TR_2");
        left.toCompletableFuture().join();

        audio.close();

        stays.expectComplete();
        other.expectComplete();
    }

    @Test
    void shouldDropTheOldestForASlowReader() {
        TestSubscriber.Probe<AudioFrame> slow = listen("TR_1");
        TestSubscriber.Probe<AudioFrame> fast = listen("TR_1");
        for (int i = 0; i < 100; i++) {
            audio.heard("TR_1", pcm(i));
            fast.requestNext();
        }
        audio.ended("TR_1");

        slow.request(100);
        assertThat(slow.expectNext().sample(0)).isGreaterThanOrEqualTo((short) 65);
    }

    @Test
    void shouldForgetListenersThatLeft() {
        TestSubscriber.Probe<AudioFrame> gone = listen("TR_1");
        TestSubscriber.Probe<AudioFrame> stays = listen("TR_1");
        gone.cancel();
        for (int i = 0; i < 50; i++) {
            audio.heard("TR_1", pcm(i));
            assertThat(stays.requestNext().sample(0)).isEqualTo((short) i);
        }
    }
}
