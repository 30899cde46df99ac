package dev.parley.realtime.openai.socket;

/** What waits for room on a socket. Called on the socket's thread. */
@FunctionalInterface
public interface Outlet {

    /**
     * The next text, which is given away; of no bytes if there is none.
     *
     * @param all also what would rather wait for company
     */
    byte[] next(boolean all);
}
