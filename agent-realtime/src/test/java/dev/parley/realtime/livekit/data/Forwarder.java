package dev.parley.realtime.livekit.data;

import akka.Done;
import dev.parley.livekit.proto.DataPacket;
import dev.parley.realtime.livekit.rpc.RpcPeers;
import dev.parley.realtime.livekit.strand.VirtualStrand;
import dev.parley.realtime.livekit.stream.StreamLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A room in one thread: what somebody sends comes to those it is for, as LiveKit's server forwards it. */
final class Forwarder {
    final VirtualStrand strand = new VirtualStrand();
    final List<DataPacket> forwarded = new ArrayList<>();
    final Map<String, Integer> protocols = new LinkedHashMap<>();
    /** Packets that get lost. */
    Predicate<DataPacket> lost = packet -> false;

    boolean serverForwardsCalls = true;
    private final Map<String, DataPackets> members = new LinkedHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();

    DataPackets join(String identity, int clientProtocol) {
        protocols.put(identity, clientProtocol);
        DataPackets data = new DataPackets(
                strand,
                (packet, kind) -> forward(identity, packet),
                new Peers(),
                StreamLimits.standard(),
                () -> "id" + ids.incrementAndGet());
        members.put(identity, data);
        return data;
    }

    void leave(String identity) {
        protocols.remove(identity);
        members.remove(identity);
        members.values().forEach(member -> member.participantLeft(identity));
    }

    private CompletionStage<Done> forward(String sender, DataPacket packet) {
        DataPacket.Builder stamped = packet.toBuilder().setParticipantSid("PA_" + sender);
        if (packet.getParticipantIdentity().isEmpty()) {
            stamped.setParticipantIdentity(sender);
        }
        DataPacket out = stamped.build();
        forwarded.add(out);
        if (!lost.test(out)) {
            members.forEach((identity, member) -> {
                if (!identity.equals(sender) && isFor(identity, out)) {
                    strand.execute(() -> member.receive(out));
                }
            });
        }
        return CompletableFuture.completedStage(Done.getInstance());
    }

    private static boolean isFor(String identity, DataPacket packet) {
        return packet.getDestinationIdentitiesList().isEmpty()
                || packet.getDestinationIdentitiesList().contains(identity);
    }

    private final class Peers implements RpcPeers {
        @Override
        public OptionalInt clientProtocol(String identity) {
            Integer protocol = protocols.get(identity);
            return protocol == null ? OptionalInt.empty() : OptionalInt.of(protocol);
        }

        @Override
        public boolean serverForwardsCalls() {
            return serverForwardsCalls;
        }
    }
}
