package dev.parley.realtime;

import dev.parley.audio.AudioFrame;
import org.jspecify.annotations.Nullable;

/** A message that can end before its model says so: the model is lost. Thread-safe. */
final class BreakableMessage implements RealtimeMessage {
    private final RealtimeMessage message;
    private @Nullable Passing target;
    private boolean broken;

    BreakableMessage(RealtimeMessage message) {
        this.message = message;
    }

    @Override
    public String itemId() {
        return message.itemId();
    }

    /** What has come of it before it broke off is delivered all the same. */
    @Override
    public void deliverTo(Listener listener) {
        Passing passing = new Passing(listener);
        message.deliverTo(passing);
        boolean brokenBefore;
        synchronized (this) {
            target = passing;
            brokenBefore = broken;
        }
        if (brokenBefore) {
            passing.breakOff();
        }
    }

    /** Nothing more of it is passed on. Idempotent; does nothing to a message that is complete. */
    void breakOff() {
        Passing passing;
        synchronized (this) {
            broken = true;
            passing = target;
        }
        if (passing != null) {
            passing.breakOff();
        }
    }

    /** Passes on until the message is over. */
    private static final class Passing implements Listener {
        private final Listener listener;
        private boolean over;

        private Passing(Listener listener) {
            this.listener = listener;
        }

        @Override
        public synchronized void text(String delta) {
            if (!over) {
                listener.text(delta);
            }
        }

        @Override
        public synchronized void audio(AudioFrame frame) {
            if (!over) {
                listener.audio(frame);
            }
        }

        @Override
        public synchronized void end() {
            if (!over) {
                over = true;
                listener.end();
            }
        }

        @Override
        public synchronized void breakOff() {
            if (!over) {
                over = true;
                listener.breakOff();
            }
        }
    }
}
