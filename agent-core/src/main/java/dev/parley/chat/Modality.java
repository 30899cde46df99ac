package dev.parley.chat;

/** How the caller has put what is to be answered. */
public enum Modality {
    /** Said. */
    AUDIO,
    /** Typed. */
    TEXT
}
