package dev.parley.bench.pipeline;

import dev.parley.audio.AudioFrame;

/** Where a scripted caller begins and stops to speak: its speech has no zeros, its silence nothing else. Not thread-safe. */
final class Utterances {
    private final int framesToStart;
    private final int framesToEnd;
    private boolean speaking;
    private int inChange;

    /** What a frame has made certain. */
    enum Change {
        NONE,
        STARTED,
        ENDED
    }

    Utterances(int framesToStart, int framesToEnd) {
        this.framesToStart = framesToStart;
        this.framesToEnd = framesToEnd;
    }

    Change accept(AudioFrame frame) {
        boolean speech = frame.sample(0) != 0;
        if (speech == speaking) {
            inChange = 0;
            return Change.NONE;
        }
        inChange++;
        if (inChange < (speaking ? framesToEnd : framesToStart)) {
            return Change.NONE;
        }
        inChange = 0;
        speaking = speech;
        return speech ? Change.STARTED : Change.ENDED;
    }
}
