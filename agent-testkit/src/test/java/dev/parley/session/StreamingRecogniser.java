package dev.parley.session;

import akka.NotUsed;
import akka.stream.javadsl.Flow;
import dev.parley.audio.AudioFrame;
import dev.parley.stt.SpeechToTextEvent;
import dev.parley.stt.Transcript;
import java.util.List;

/** Recognises any sound as one sentence: an interim while it sounds, the final one when it is over. */
record StreamingRecogniser(String sentence) implements OnlyStreams {

    @Override
    public String name() {
        return "streaming";
    }

    @Override
    public Flow<AudioFrame, SpeechToTextEvent, NotUsed> stream() {
        return Flow.<AudioFrame>create().map(StreamingRecogniser::sounds).statefulMapConcat(() -> {
            boolean[] before = {false};
            return sounds -> {
                boolean changed = sounds != before[0];
                before[0] = sounds;
                if (!changed) {
                    return List.of();
                }
                return List.of(
                        sounds
                                ? new SpeechToTextEvent.Interim(sentence)
                                : new SpeechToTextEvent.Final(new Transcript(sentence, 1)));
            };
        });
    }

    private static boolean sounds(AudioFrame frame) {
        for (int i = 0; i < frame.samples(); i++) {
            if (frame.sample(i) != 0) {
                return true;
            }
        }
        return false;
    }
}
