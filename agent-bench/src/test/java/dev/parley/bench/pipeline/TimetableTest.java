package dev.parley.bench.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimetableTest {

    @Test
    void shouldSpeakAtTheBeginningOfEachPeriod() {
        Timetable timetable = Timetable.standard();

        assertThat(timetable.periodFrames()).isEqualTo(450);
        assertThat(timetable.speaks(0)).isTrue();
        assertThat(timetable.speaks(99)).isTrue();
        assertThat(timetable.speaks(100)).isFalse();
        assertThat(timetable.endsSpeech(98)).isFalse();
        assertThat(timetable.endsSpeech(99)).isTrue();
        assertThat(timetable.endsSpeech(100)).isFalse();
    }

    @Test
    void shouldAnswerInWholeSentences() {
        assertThat(String.join("", Timetable.standardBut("{\"tokens\":10}").answer()))
                .isEqualTo("Here are some more words. Here are some more words. ");
    }

    @Test
    void shouldTakeWhatDiffersAndTellAllOfIt() {
        Timetable timetable = Timetable.standardBut("{\"period_ms\":3000,\"tokens\":5}");

        assertThat(timetable).isEqualTo(new Timetable(3_000, 2_000, 60, 300, 200, 500, 100, 20, 5, 200));
        assertThat(Timetable.standardBut(timetable.toJson())).isEqualTo(timetable);
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() {
        for (String wrong : new String[] {"{\"perod_ms\":1}", "[]", "{"}) {
            assertThatThrownBy(() -> Timetable.standardBut(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("timetable: " + wrong
                            + " (expected: a JSON object with some of the names in {" + "\"period_ms\":9000,");
        }
    }
}
