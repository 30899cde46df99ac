package dev.parley.session.engine;

/**
 * A speech that is held back since the caller speaks.
 *
 * @param interrupts whether it was heard already or the caller has spoken long enough to interrupt; else it only waits
 *     for the caller to fall silent
 */
record Hold(Utterance utterance, boolean interrupts) {}
