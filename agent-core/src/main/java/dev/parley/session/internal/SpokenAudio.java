package dev.parley.session.internal;

import dev.parley.audio.AudioFrame;
import dev.parley.speech.SentenceAudio;

/** The way that a realtime model's audio takes into the playout. Called on the model's thread. */
interface SpokenAudio {

    void write(AudioFrame frame);

    /** That was all. */
    void end();

    /** Nothing more comes, though it is not all. */
    void breakOff();

    /** The straight way. */
    static SpokenAudio into(SentenceAudio target) {
        return new SpokenAudio() {
            @Override
            public void write(AudioFrame frame) {
                target.write(frame);
            }

            @Override
            public void end() {
                target.end();
            }

            @Override
            public void breakOff() {
                target.fail();
            }
        };
    }
}
