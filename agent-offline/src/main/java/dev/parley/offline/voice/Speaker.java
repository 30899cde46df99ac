package dev.parley.offline.voice;

import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import java.io.IOException;
import java.util.function.Predicate;

/** Makes the sound of one sentence; confined to one thread at a time. */
interface Speaker {

    /** Format of the frames it makes. */
    AudioFormat format();

    /**
     * Speaks; the calling thread computes until it is done.
     *
     * @param listener is given every frame as it is made and says whether to go on
     */
    void speak(String sentence, Predicate<AudioFrame> listener) throws IOException;
}
