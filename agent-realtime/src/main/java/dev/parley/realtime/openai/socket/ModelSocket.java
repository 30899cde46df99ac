package dev.parley.realtime.openai.socket;

/** A WebSocket to a model, from the first attempt to connect on. Thread-safe; nothing blocks; after its end nothing happens. */
public interface ModelSocket {

    /** Sends a text in UTF-8, before all audio that waits. The bytes are given away. */
    void send(byte[] text);

    /** From now on sends what the outlet has, whenever there is room. */
    void carry(Outlet outlet);

    /** The outlet has more. */
    void moreToCarry();

    /** Sends all that the outlet has, also what would wait for company, before what is sent next. */
    void flush();

    void ping();

    /** Takes no more texts from the network for the time being. */
    void pauseReading();

    void resumeReading();

    /** Ends it, or the attempt to connect; the listener is not told. Idempotent. */
    void close();
}
