package dev.parley.realtime.livekit.signal;

import dev.parley.livekit.proto.SignalRequest;

/**
 * Carries out what the {@link SignalMachine} decides. There is one socket at a time, known by its number; what happens to it
 * comes back on the strand as {@link SignalMachine#received} and {@link SignalMachine#ended}.
 */
interface SignalCarrier {

    /** Opens a socket under this number and enters with this token. */
    void open(int socket, String token, Entry entry);

    /** Sends on the open socket. */
    void send(SignalRequest request);

    /** Closes the socket, whatever its state; nothing more needs to come of it. */
    void close();
}
