package dev.parley.realtime.livekit.data;

import dev.parley.livekit.proto.DataPacket;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Numbers of reliable packets: ours from 1 on, and the last one of each sender, by which repeated packets are known after a
 * reconnect. Not thread-safe.
 */
final class ReliableSequence {
    /** Senders whose last number is kept; the one that was silent for longest is forgotten first. */
    private static final int SENDERS = 1024;

    private final Map<String, Integer> lastBySender = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > SENDERS;
        }
    };
    private int next = 1;

    DataPacket number(DataPacket packet) {
        return packet.toBuilder().setSequence(next++).build();
    }

    /** Whether a packet has not come before. Packets without a number or a sender are always new. */
    boolean isNew(DataPacket packet) {
        if (packet.getSequence() == 0 || packet.getParticipantSid().isEmpty()) {
            return true;
        }
        Integer last = lastBySender.get(packet.getParticipantSid());
        if (last != null && Integer.compareUnsigned(packet.getSequence(), last) <= 0) {
            return false;
        }
        lastBySender.put(packet.getParticipantSid(), packet.getSequence());
        return true;
    }

    int senders() {
        return lastBySender.size();
    }
}
