package dev.parley.vad;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A voice at a pace.
 *
 * @param wordsPerMinute 0 is the voice's own pace
 */
record Talker(String voice, int wordsPerMinute) {

    /** One utterance for each text. */
    List<float[]> say(Synthesis synthesis, List<String> texts) throws IOException {
        List<float[]> said = new ArrayList<>();
        for (String text : texts) {
            said.add(wordsPerMinute == 0 ? synthesis.speak(voice, text) : synthesis.speak(voice, wordsPerMinute, text));
        }
        return said;
    }
}
