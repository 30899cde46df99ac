package dev.parley.session.engine;

/**
 * Keeps the caller's sound from whoever understands it while a speech is made or said that must not be interrupted: LiveKit
 * Agents' {@code discard_audio_if_uninterruptible}. The detector of voice still hears the caller.
 */
final class Withholding {
    private final Draft draft;
    private final Interruptions interruptions;

    Withholding(Draft draft, Interruptions interruptions) {
        this.draft = draft;
        this.interruptions = interruptions;
    }

    /** Looked at after every stimulus. */
    void proceed() {
        boolean withheld = draft.running()
                && draft.options.turns().interruption().discardAudioIfUninterruptible()
                && interruptions.currentMustBeHeard();
        if (withheld != draft.watch.quiet().withheld()) {
            draft.watch = draft.watch.with(draft.watch.quiet().withheld(withheld));
            draft.effect(withheld ? new Effect.WithholdAudio() : new Effect.PassAudio());
        }
    }
}
