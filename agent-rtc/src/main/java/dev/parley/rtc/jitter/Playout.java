package dev.parley.rtc.jitter;

/** What a pull gave; where a frame holds several kinds, the one that stands first here. */
public enum Playout {
    /** What the sender said, decoded or recovered. */
    SOUND,
    /** Made up for packets that are missing. */
    CONCEALED,
    /** Background noise: the sender pauses, or nothing can be made up any longer. */
    COMFORT_NOISE,
    /** Zeros: nothing has come for long, or ever; nobody needs to look at them. */
    SILENT
}
