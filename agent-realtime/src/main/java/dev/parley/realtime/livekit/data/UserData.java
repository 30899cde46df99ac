package dev.parley.realtime.livekit.data;

import akka.util.ByteString;

/**
 * Bytes of the application.
 *
 * @param sender identity of the participant it is from; empty if a server's API sent it
 * @param topic what it is for; empty if none was given
 * @param payload the bytes
 */
public record UserData(String sender, String topic, ByteString payload) {

    /** The payload is not printed. */
    @Override
    public String toString() {
        return "UserData[topic=" + topic + ", payload=" + payload.size() + " bytes]";
    }
}
