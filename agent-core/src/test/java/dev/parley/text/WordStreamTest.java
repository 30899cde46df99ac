package dev.parley.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordStreamTest {
    private final WordStream words = new WordStream();

    @Test
    void shouldGiveWordsAsSoonAsTheyAreComplete() {
        assertThat(words.accept("Good")).isEmpty();
        assertThat(words.accept(" morn")).containsExactly("Good ");
        assertThat(words.accept("ing")).isEmpty();
        assertThat(words.accept(", you two. \n")).containsExactly("morning, you two. \n");
        assertThat(words.flush()).isEmpty();
    }

    @Test
    void shouldNotWaitForSpacesWhereNoneAreWritten() {
        assertThat(words.accept("早上好")).containsExactly("早上好");
        assertThat(words.accept("こんに")).containsExactly("こんに");
        assertThat(words.accept("OK")).isEmpty();
        assertThat(words.flush()).isEqualTo("OK");
    }

    @Test
    void shouldKeepWhiteSpaceForTheWordBehindIt() {
        assertThat(words.accept(" \n")).isEmpty();
        assertThat(words.accept("Hi ")).containsExactly(" \nHi ");
    }

    @Test
    void shouldNotWaitForeverForAWordsEnd() {
        String endless = "x".repeat(501);

        assertThat(words.accept(endless)).containsExactly(endless);
    }
}
