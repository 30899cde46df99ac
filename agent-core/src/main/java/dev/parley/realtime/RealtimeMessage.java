package dev.parley.realtime;

import dev.parley.audio.AudioFrame;

/** A message that the model speaks or writes, while it comes in. Thread-safe. */
public interface RealtimeMessage {

    /** The model's id of it. */
    String itemId();

    /**
     * Where its text and audio go from now on, what has come already first. Called once at most; until then all is kept,
     * within a bound that the model's settings give.
     */
    void deliverTo(Listener listener);

    /** Takes a message as it comes, on the connection's thread; must not block. */
    interface Listener {

        /** More of what is said or written. */
        void text(String delta);

        /** More audio, in the model's output format. */
        void audio(AudioFrame frame);

        /** That was all. */
        void end();

        /** Nothing more comes, though it is not all: of the text more may have come than of the audio. */
        void breakOff();
    }
}
