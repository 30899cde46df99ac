package dev.parley.background;

import dev.parley.speech.Mixer;

/** Where sounds are put behind an agent's voice: the sessions that {@code dev.parley.Parley} makes. Thread-safe. */
public interface SoundSlot {

    /** What mixes into the agent's audio; silent once the session has ended. */
    Mixer mixer();
}
