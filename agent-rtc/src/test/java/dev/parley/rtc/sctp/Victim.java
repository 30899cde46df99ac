package dev.parley.rtc.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** An association that is established with a peer who then does what it likes; keeps to its bounds whatever that is. */
final class Victim implements SctpListener {
    static final int PEER_TAG = 0x01020304;
    static final int PEER_TSN = 1_000;

    final SctpAssociation association;
    final List<byte[]> sent = new ArrayList<>();
    long now;
    long sentBytes;
    long received;
    boolean ended;

    Victim(long seed) {
        association = new SctpAssociation(
                SctpSettings.dataChannels(),
                new SplittableRandom(seed),
                (packet, length) -> {
                    sentBytes += length;
                    sent.add(Arrays.copyOf(packet, length));
                },
                this);
        establish();
    }

    /** By the book, with a peer that knows FORWARD-TSN (RFC 9260 §5.1). */
    private void establish() {
        byte[] init = ByteBuffer.allocate(20)
                .putInt(PEER_TAG)
                .putInt(1 << 20)
                .putShort((short) 1024)
                .putShort((short) 1024)
                .putInt(PEER_TSN)
                .putShort((short) Chunk.PARAM_FORWARD_TSN_SUPPORTED)
                .putShort((short) 4)
                .array();
        take(SctpRepair.packet(0, SctpRepair.chunk(Chunk.INIT, 0, init)));
        byte[] answer = sent.get(sent.size() - 1);
        ByteBuffer body =
                ByteBuffer.wrap(answer, 16, answer.length - 16).slice().position(16);
        ByteBuffer baked = Peer.parameter(body, Chunk.PARAM_STATE_COOKIE).orElseThrow();
        byte[] cookie = new byte[baked.remaining()];
        baked.get(cookie);
        take(packet(SctpRepair.chunk(Chunk.COOKIE_ECHO, 0, cookie)));
        assertThat(association.isEstablished()).isTrue();
    }

    /** A packet with the right tag. */
    byte[] packet(byte[]... chunks) {
        return SctpRepair.packet(association.localTag(), chunks);
    }

    void take(byte[] packet) {
        association.receive(now, packet, 0, packet.length);
        if (sent.size() > 64) {
            sent.subList(0, sent.size() - 64).clear();
        }
    }

    int held() {
        return association.statistics().heldBytes();
    }

    @Override
    public void connected() {}

    @Override
    public void message(int stream, int protocol, byte[] data) {
        received++;
    }

    @Override
    public void streamsReset(List<Integer> streams) {}

    @Override
    public void closed(String reason) {
        ended = true;
    }
}
