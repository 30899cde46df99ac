package dev.parley.realtime.livekit.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** What is said is sent in order, on threads of their own. */
class TrackVoiceTest {
    private final Queue<Runnable> mediaThread = new ArrayDeque<>();
    private final List<Integer> sent = new ArrayList<>();
    private final TrackVoice voice = new TrackVoice(mediaThread::add, pcm -> sent.add((int) pcm[0]));

    private void say(int sample) {
        voice.say(frame(sample));
    }

    private static AudioFrame frame(int sample) {
        short[] pcm = new short[TrackFrames.SAMPLES];
        Arrays.fill(pcm, (short) sample);
        return AudioFrame.ofSamples(pcm, AudioFormat.FULLBAND);
    }

    private void run() {
        for (Runnable next = mediaThread.poll(); next != null; next = mediaThread.poll()) {
            next.run();
        }
    }

    @Test
    void shouldSendInOrderByOneTaskAtATime() {
        say(1);
        say(2);
        say(3);
        assertThat(sent).isEmpty();
        assertThat(mediaThread).hasSize(1);

        run();
        assertThat(sent).containsExactly(1, 2, 3);

        say(4);
        assertThat(mediaThread).hasSize(1);
        run();
        assertThat(sent).endsWith(4);
    }

    @Test
    void shouldDropTheOldestOfThoseThatWaitTooLong() {
        for (int i = 1; i <= TrackVoice.FRAMES + 3; i++) {
            say(i);
        }
        run();

        assertThat(sent).hasSize(TrackVoice.FRAMES).startsWith(4).endsWith(TrackVoice.FRAMES + 3);
        assertThat(voice.droppedFrames()).isEqualTo(3);
    }

    @Test
    void shouldGoOnAfterAnError() {
        List<Integer> heard = new ArrayList<>();
        TrackVoice faulty = new TrackVoice(mediaThread::add, pcm -> {
            if (pcm[0] == 1) {
                throw new LinkageError("on purpose");
            }
            heard.add((int) pcm[0]);
        });
        faulty.say(frame(1));
        faulty.say(frame(2));
        run();
        faulty.say(frame(3));
        run();

        assertThat(heard).containsExactly(2, 3);
    }

    @Test
    void shouldGoOnAfterAFrameThatCannotBeSent() {
        voice.say(AudioFrame.wrap(new byte[8], new AudioFormat(48_000, 2)));
        say(1);
        run();

        assertThat(sent).containsExactly(1);
        say(2);
        run();
        assertThat(sent).containsExactly(1, 2);
    }
}
