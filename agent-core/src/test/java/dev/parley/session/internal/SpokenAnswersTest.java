package dev.parley.session.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.speech.Playout;
import dev.parley.speech.SentenceAudio;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SpokenAnswersTest {
    private final SpokenAnswers answers = new SpokenAnswers();

    /** Two seconds of audio, all of which has come. */
    private static RealtimeMessage message() {
        return new RealtimeMessage() {
            @Override
            public String itemId() {
                return "item";
            }

            @Override
            public void deliverTo(Listener listener) {
                listener.text("hello");
                listener.audio(AudioFrame.silence(Duration.ofSeconds(2), AudioFormat.WIDEBAND));
                listener.end();
            }
        };
    }

    private static SentenceAudio target() {
        return new Playout(AudioFormat.WIDEBAND, beat -> () -> {}, new Playout.Listener() {
                    @Override
                    public void started(String utterance) {}

                    @Override
                    public void heard(String utterance, String delta) {}

                    @Override
                    public void finished(String utterance, String heard, Duration played, boolean interrupted) {}
                })
                .open("speech");
    }

    private WeakReference<SentenceAudio> play() {
        answers.add("answer", message());
        SentenceAudio target = target();
        answers.playInto("item", target, SpokenAudio::into);
        return new WeakReference<>(target);
    }

    /** A long call has hundreds of answers. */
    @Test
    void shouldKnowHowMuchWasGivenWithoutKeepingIt() {
        WeakReference<SentenceAudio> played = play();

        for (int i = 0; i < 20 && played.get() != null; i++) {
            System.gc();
        }

        assertThat(played.get()).isNull();
        assertThat(answers.unheard("answer", Duration.ofSeconds(2))).isEmpty();
        assertThat(answers.unheard("answer", Duration.ofSeconds(1)))
                .isEqualTo(List.of(new SpokenAnswers.Unheard("item", Duration.ofSeconds(1))));
    }

    /** A server may count its ids anew. */
    @Test
    void shouldPlayTheNewerOfTwoMessagesWithOneId() {
        play();
        answers.add("later", message());

        answers.playInto("item", target(), SpokenAudio::into);

        assertThat(answers.unheard("later", Duration.ofSeconds(2))).isEmpty();
    }

    @Test
    void shouldRefuseToPlayAMessageTwice() {
        play();

        assertThatThrownBy(() -> answers.playInto("item", target(), SpokenAudio::into))
                .hasMessage("message item: played already (expected: once)");
    }
}
