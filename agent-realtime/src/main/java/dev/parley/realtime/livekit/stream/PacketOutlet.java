package dev.parley.realtime.livekit.stream;

import akka.Done;
import dev.parley.livekit.proto.DataPacket;
import java.util.concurrent.CompletionStage;

/** The way out of the room for data packets. Thread-safe; never blocks, never throws. */
@FunctionalInterface
public interface PacketOutlet {

    /**
     * Sends a packet. Packets of one kind go out in the order of the calls.
     *
     * @param kind {@code RELIABLE} arrives, in order; {@code LOSSY} may not
     * @return completes when the next packet may follow, fails if this one can't be sent
     */
    CompletionStage<Done> send(DataPacket packet, DataPacket.Kind kind);
}
