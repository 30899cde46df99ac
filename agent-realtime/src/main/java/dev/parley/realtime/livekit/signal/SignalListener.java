package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.JoinResponse;
import dev.parley.livekit.proto.SignalResponse;

/**
 * What a room's connection tells. Called on the room's strand; must not block.
 *
 * <p>A break is told as {@link #onReconnecting}, then either {@link #onSignalsResumed} and {@link #onResumed}, or {@link
 * #onStartingOver} and {@link #onRejoined}; what was begun may be given up for the latter, and breaks within a break are not told.
 */
public interface SignalListener {

    /** In the room. */
    void onJoined(JoinResponse join);

    /** A signal that is not about the connection itself. */
    void onSignal(SignalResponse signal);

    /** The signals broke, or the media did. While only the signals are gone the media goes on. */
    void onReconnecting(String why);

    /** The signals are back, under the same sid; the media is to be restored and told by {@link SignalClient#restored}. */
    void onSignalsResumed();

    /** In the room again as if nothing had been. */
    void onResumed();

    /** The former stay is given up, and its media of no more use; it is tried to join anew. */
    void onStartingOver(String why);

    /** In the room again, under a new sid: nothing of the former stay is left at the server. */
    void onRejoined(JoinResponse join);

    /** Over for good. The last call. */
    void onClosed(SignalEnd end);
}
