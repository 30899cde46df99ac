package dev.parley.realtime.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.audio.AudioFrame;
import dev.parley.realtime.RealtimeMessage;
import dev.parley.realtime.openai.settings.AudioCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncomingAnswersTest {
    private final List<String> tooLong = new ArrayList<>();
    private final IncomingAnswers answers = new IncomingAnswers(AudioCodec.PCM, 100, tooLong::add);
    private final Taker taker = new Taker();

    private static final class Taker implements RealtimeMessage.Listener {
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream audio = new ByteArrayOutputStream();
        private int ends;
        private int breaks;

        @Override
        public void text(String delta) {
            text.append(delta);
        }

        @Override
        public void audio(AudioFrame frame) {
            audio.writeBytes(frame.toByteArray());
        }

        @Override
        public void end() {
            ends++;
        }

        @Override
        public void breakOff() {
            breaks++;
        }
    }

    @Test
    void shouldKeepWhatComesBeforeSomebodyTakesItAndPassOnTheRest() {
        answers.begun("r");
        answers.text("r", "i", "Hel");
        answers.audio("r", "i", new byte[] {1, 2});
        answers.message("r", "i").deliverTo(taker);
        answers.text("r", "i", "lo");
        answers.audio("r", "i", new byte[] {3, 4});
        answers.endMessage("r", "i");
        answers.endAnswer("r");

        assertThat(taker.text).hasToString("Hello");
        assertThat(taker.audio.toByteArray()).containsExactly(1, 2, 3, 4);
        assertThat(taker.ends).isEqualTo(1);
        assertThat(answers.deltas()).isEqualTo(4);
    }

    @Test
    void shouldDropWhatComesLate() {
        answers.begun("r");
        answers.message("r", "i").deliverTo(taker);
        answers.endAnswer("r");
        answers.breakOffAnswer("r");
        answers.audio("r", "i", new byte[] {1, 2});
        answers.text("never begun", "i", "Hello");

        assertThat(taker.audio.size()).isZero();
        assertThat(taker.ends).isEqualTo(1);
        assertThat(taker.breaks).isZero();
    }

    @Test
    void shouldBreakOffWhatHasNotEnded() {
        answers.begun("r");
        answers.message("r", "whole").deliverTo(taker);
        answers.endMessage("r", "whole");
        Taker half = new Taker();
        RealtimeMessage message = answers.message("r", "half");
        answers.text("r", "half", "Hel");
        answers.breakOffAnswer("r");
        message.deliverTo(half);

        assertThat(taker.ends).isEqualTo(1);
        assertThat(taker.breaks).isZero();
        assertThat(half.text).hasToString("Hel");
        assertThat(half.ends).isZero();
        assertThat(half.breaks).isEqualTo(1);
    }

    @Test
    void shouldBreakOffAMessageOfAnAnswerThatIsOverAtOnce() {
        answers.message("gone", "i").deliverTo(taker);

        assertThat(taker.breaks).isEqualTo(1);
    }

    @Test
    void shouldJoinASampleThatWasCutInTwo() {
        answers.begun("r");
        answers.message("r", "i").deliverTo(taker);
        answers.audio("r", "i", new byte[] {1});
        answers.audio("r", "i", new byte[] {2, 3, 4, 5});
        answers.audio("r", "i", new byte[] {6});

        assertThat(taker.audio.toByteArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void shouldTellOnceThatAMessageIsTooLongAndDropTheRest() {
        answers.begun("r");
        answers.message("r", "i").deliverTo(taker);
        for (int i = 0; i < 20; i++) {
            answers.audio("r", "i", new byte[10]);
        }

        assertThat(taker.audio.size()).isEqualTo(100);
        assertThat(tooLong).containsExactly("r");
    }

    @Test
    void shouldTakeNoMoreAnswersAtATimeThanItsBound() {
        for (int i = 0; i < 100; i++) {
            answers.begun("r" + i);
        }
        answers.message("r50", "i").deliverTo(taker);

        assertThat(taker.breaks).isEqualTo(1);
    }

    @Test
    void shouldGiveAMessageToOneTakerOnly() {
        answers.begun("r");
        RealtimeMessage message = answers.message("r", "i");
        message.deliverTo(taker);

        assertThatThrownBy(() -> message.deliverTo(taker)).hasMessage("message i: taken already (expected: one taker)");
    }
}
