package dev.parley.realtime.openai.socket;

/** What waits for room on a socket. Called on the socket's thread. */
@FunctionalInterface
public interface Outlet {

    /**
     * Gives the next text, if there is one.
     *
     * @param all also what would rather wait for company
     */
    void next(boolean all, Taker taker);

    /** Takes a text in UTF-8. */
    @FunctionalInterface
    interface Taker {
        /** The bytes are the outlet's, and good until this returns. */
        void take(byte[] bytes, int offset, int length);
    }
}
