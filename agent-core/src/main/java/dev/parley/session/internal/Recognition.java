package dev.parley.session.internal;

import dev.parley.audio.AudioFrame;
import java.time.Duration;

/** How a call's speech becomes text. Called under the monitor of {@link Hearing}; reports to the session by itself. */
interface Recognition {

    /** More audio, in the recogniser's format, silence as well. */
    void accept(AudioFrame frame);

    void onSpeechStarted();

    void onSpeechEnded();

    /** Nobody tells when speech begins: all that comes from now on may be speech, until its end is told. */
    default void listenToAll() {}

    /** Whether an utterance is under way. */
    boolean hearsSpeech();

    /**
     * What was heard so far is to be recognised now; {@code HearingFlushed} is reported behind its transcript.
     *
     * @param silence what a recogniser that listens all the time is given, so that it ends its utterance
     */
    void flush(Duration silence);

    /** What was heard and not reported yet is of no interest any more. */
    void clear();

    /** There are other terms to listen for, from the next utterance on. */
    default void onKeyterms() {}

    /** No more audio comes; what was heard is still reported. */
    void retire();

    void close();
}
