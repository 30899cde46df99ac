package dev.parley.realtime.deepgram;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import dev.parley.text.TimedText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What Deepgram's messages come to. */
class DeepgramResultsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration HEARD = Duration.ofSeconds(3);
    private static final String WORDS =
            "{'word':'two','start':1.0,'end':1.25,'confidence':0.9,'punctuated_word':'Two','speaker':1},"
                    + "{'word':'pizzas','start':1.25,'end':2.5,'confidence':0.9}";

    private final DeepgramResults results = new DeepgramResults(Optional.of("en-US"));

    private List<SpeechToTextEvent> read(String message) throws JsonProcessingException {
        return results.read(JSON.readTree(message.replace('\'', '"')), HEARD);
    }

    private static String result(String flags, String transcript, String words) {
        return "{'type':'Results','start':0,'duration':3," + flags + "'channel':{'alternatives':[{'transcript':'"
                + transcript + "','confidence':0.75,'words':[" + words + "]}]},'metadata':{'request_id':'r-1'}}";
    }

    @Test // deepgram.stt: SpeechStarted, Results
    void shouldTellSpeechFromItsBeginningToItsEnd() throws Exception {
        assertThat(read("{'type':'SpeechStarted','channel':[0],'timestamp':1.0}"))
                .containsExactly(new SpeechToTextEvent.StartOfSpeech(Duration.ofSeconds(2)));
        assertThat(read(result("'is_final':false,", "Two", "")))
                .singleElement()
                .isInstanceOf(SpeechToTextEvent.Interim.class);

        assertThat(read(result("'is_final':true,'speech_final':true,", "Two pizzas", WORDS)))
                .containsExactly(
                        new SpeechToTextEvent.Final(new Transcript(
                                "Two pizzas",
                                0.75,
                                Optional.of("en-US"),
                                Optional.of("S1"),
                                Optional.of("r-1"),
                                List.of(
                                        new TimedText("Two", Duration.ofSeconds(1), Duration.ofMillis(1250)),
                                        new TimedText("pizzas", Duration.ofMillis(1250), Duration.ofMillis(2500))))),
                        new SpeechToTextEvent.EndOfSpeech(Duration.ofMillis(500)));
    }

    @Test // deepgram.stt: a transcript without SpeechStarted
    void shouldHearSpeechBeginByItsWords() throws Exception {
        assertThat(read(result("'is_final':true,", "Two pizzas", WORDS)).get(0))
                .isEqualTo(new SpeechToTextEvent.StartOfSpeech(Duration.ofSeconds(2)));
        assertThat(read("{'type':'SpeechStarted','channel':[0],'timestamp':1.0}"))
                .isEmpty();
    }

    @Test
    void shouldEndSpeechOnceByWhicheverTellsItFirst() throws Exception {
        assertThat(read("{'type':'UtteranceEnd','channel':[0,1],'last_word_end':2.0}"))
                .isEmpty();
        assertThat(read(result("'is_final':true,'speech_final':true,", "", ""))).isEmpty();
        read("{'type':'SpeechStarted','channel':[0],'timestamp':1.0}");

        assertThat(read("{'type':'UtteranceEnd','channel':[0,1],'last_word_end':2.0}"))
                .containsExactly(new SpeechToTextEvent.EndOfSpeech(Duration.ofSeconds(1)));
        assertThat(read(result("'is_final':true,'speech_final':true,", "", ""))).isEmpty();
    }

    /** It goes by words, and comes a second after the last of them. */
    @Test
    void shouldNotEndSpeechByTheEndOfTheWordsBeforeIt() throws Exception {
        read("{'type':'SpeechStarted','channel':[0],'timestamp':2.1}");

        assertThat(read("{'type':'UtteranceEnd','channel':[0,1],'last_word_end':1.2}"))
                .isEmpty();
        assertThat(read("{'type':'UtteranceEnd','channel':[0,1],'last_word_end':2.5}"))
                .containsExactly(new SpeechToTextEvent.EndOfSpeech(Duration.ofMillis(500)));
    }

    @Test
    void shouldEndSpeechThatWasNoise() throws Exception {
        read("{'type':'SpeechStarted','channel':[0],'timestamp':1.0}");

        assertThat(read(result("'is_final':false,", "", ""))).isEmpty();
        assertThat(read(result("'is_final':true,", "", "")))
                .containsExactly(new SpeechToTextEvent.EndOfSpeech(Duration.ZERO));
    }

    @Test
    void shouldTellTheLanguageThatWasDetected() throws Exception {
        String message = result("'is_final':true,", "Hola", "")
                .replace("'confidence':0.75", "'confidence':1.5,'languages':['es','en']");

        Transcript heard = read(message).get(1).transcript();

        assertThat(heard.language()).contains("es");
        assertThat(heard.confidence()).isEqualTo(1);
    }

    @Test
    void shouldMakeDoWithWhatIsMissingOrWrong() throws Exception {
        assertThat(read("{'type':'SomethingNew'}")).isEmpty();
        assertThat(read("[]")).isEmpty();
        assertThat(read("{'type':'Results'}")).isEmpty();
        assertThat(read(result("'is_final':true,", "Two", "{'word':'two','start':-2,'end':-3}"))
                        .get(1)
                        .transcript()
                        .words())
                .containsExactly(new TimedText("two", Duration.ZERO, Duration.ZERO));
    }
}
