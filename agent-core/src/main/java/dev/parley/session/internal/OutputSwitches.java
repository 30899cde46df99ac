package dev.parley.session.internal;

import dev.parley.session.SessionOutput;

/** What of the agent goes out. */
final class OutputSwitches implements SessionOutput {
    private volatile boolean audio = true;
    private volatile boolean transcription = true;
    private String speech = "";
    private boolean spoken;

    @Override
    public void enableAudio() {
        audio = true;
    }

    @Override
    public void disableAudio() {
        audio = false;
    }

    @Override
    public boolean audioEnabled() {
        return audio;
    }

    @Override
    public void enableTranscription() {
        transcription = true;
    }

    @Override
    public void disableTranscription() {
        transcription = false;
    }

    @Override
    public boolean transcriptionEnabled() {
        return transcription;
    }

    /** Whether this speech has a voice; it keeps what it began with. One speech is said at a time. Used by the session's actor alone. */
    boolean isSpoken(String speechId) {
        if (!speech.equals(speechId)) {
            speech = speechId;
            spoken = audio;
        }
        return spoken;
    }
}
