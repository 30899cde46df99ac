package dev.parley.rtc.ice;

import java.net.InetSocketAddress;

/** Told of what the agent found, on the agent's thread, from inside the call that made it so. */
public interface IceListener {
    /** Each change, once. */
    void stateChanged(IceState state);

    /** Media goes here from now on. May be called again when a better pair is nominated. */
    void selected(InetSocketAddress remote);

    /** A restart has found its path, which {@link #selected} has just told. */
    default void restarted() {}
}
