package dev.parley.rtc.datachannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.rtc.sctp.Reliability;
import dev.parley.rtc.sctp.SctpSettings;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DataChannelsTest {
    private final Side client = new Side(true);
    private final Side server = new Side(false);
    private long nowMillis;

    private static final class Side implements DataChannelListener {
        final Deque<byte[]> outbox = new ArrayDeque<>();
        final List<DataChannel> opened = new ArrayList<>();
        final List<String> heard = new ArrayList<>();
        final List<DataChannel> closed = new ArrayList<>();
        final DataChannels channels;

        Side(boolean isClient) {
            channels = new DataChannels(
                    SctpSettings.dataChannels(),
                    new SplittableRandom(isClient ? 1 : 2),
                    isClient,
                    (packet, length) -> outbox.add(Arrays.copyOf(packet, length)),
                    this,
                    reason -> {});
        }

        @Override
        public void opened(DataChannel channel) {
            opened.add(channel);
        }

        @Override
        public void text(DataChannel channel, String text) {
            heard.add(channel.label() + ": " + text);
        }

        @Override
        public void binary(DataChannel channel, ByteBuffer data) {
            heard.add(channel.label() + ": " + data.remaining() + " bytes");
        }

        @Override
        public void closed(DataChannel channel) {
            closed.add(channel);
        }
    }

    private void exchange() {
        for (int i = 0; i < 100; i++) {
            nowMillis += 10;
            pass(client, server);
            pass(server, client);
            client.channels.tick(nowMillis);
            server.channels.tick(nowMillis);
        }
    }

    private void pass(Side from, Side to) {
        for (byte[] packet = from.outbox.poll(); packet != null; packet = from.outbox.poll()) {
            to.channels.receive(nowMillis, packet, 0, packet.length);
        }
    }

    private void connect() {
        client.channels.connect(0);
        server.channels.connect(0);
        exchange();
    }

    @Test
    void shouldOpenChannelsFromBothSidesAndTalk() {
        DataChannel early = client.channels.open(0, "_reliable", "", Reliability.RELIABLE);
        connect();
        DataChannel lossy = server.channels.open(nowMillis, "_lossy", "p", new Reliability(false, 0, -1));
        exchange();

        assertThat(server.opened).contains(early, lossy);
        assertThat(client.opened).contains(early, lossy);
        assertThat(early.id()).isZero();
        assertThat(lossy.id()).isEqualTo(1);
        assertThat(client.channels.send(nowMillis, early, "hello")).isTrue();
        assertThat(client.channels.send(nowMillis, early, "")).isTrue();
        assertThat(client.channels.send(nowMillis, early, ByteBuffer.allocate(70_000)))
                .isTrue();
        assertThat(server.channels.send(nowMillis, lossy, ByteBuffer.allocate(0)))
                .isTrue();
        exchange();

        assertThat(server.heard).containsExactly("_reliable: hello", "_reliable: ", "_reliable: 70000 bytes");
        assertThat(client.heard).containsExactly("_lossy: 0 bytes");
    }

    @Test
    void shouldCloseOnBothSidesAndUseTheNumberAgain() {
        connect();
        for (int round = 0; round < 3; round++) {
            DataChannel channel = client.channels.open(nowMillis, "c" + round, "", Reliability.RELIABLE);
            exchange();
            client.channels.send(nowMillis, channel, "last words");
            client.channels.close(nowMillis, channel);
            exchange();

            assertThat(channel.id()).isZero();
            assertThat(server.heard).hasSize(round + 1);
            assertThat(server.closed).contains(channel);
            assertThat(client.closed).contains(channel);
            assertThat(client.channels.send(nowMillis, channel, "more")).isFalse();
        }
    }

    @Test
    void shouldCloseEverythingWithTheAssociation() {
        DataChannel channel = client.channels.open(0, "a", "", Reliability.RELIABLE);
        connect();

        server.channels.abort();
        exchange();

        assertThat(client.closed).containsExactly(channel);
        assertThat(client.channels.isEstablished()).isFalse();
    }

    @Test
    void shouldReadEveryKindOfReliability() {
        for (Reliability reliability : List.of(
                Reliability.RELIABLE,
                new Reliability(false, -1, -1),
                new Reliability(true, 3, -1),
                new Reliability(false, -1, 250))) {
            DataChannel channel = new DataChannel(5, "läbel", "proto", reliability);

            assertThat(OpenMessage.read(5, OpenMessage.write(channel))).contains(channel);
        }
    }

    @Test
    void shouldSurviveAnyOpenMessage() {
        Random random = new Random(8832);
        byte[] sample = OpenMessage.write(new DataChannel(1, "label", "protocol", Reliability.RELIABLE));
        for (int i = 0; i < 100_000; i++) {
            byte[] data = Arrays.copyOf(sample, random.nextInt(sample.length + 4));
            for (int j = random.nextInt(4); j > 0 && data.length > 0; j--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            OpenMessage.read(1, data);
        }
    }

    @Test
    void shouldBoundTheNumberOfChannels() {
        connect();
        for (int i = 0; i < 256; i++) {
            client.channels.open(nowMillis, "c", "", Reliability.RELIABLE);
        }
        assertThatThrownBy(() -> client.channels.open(nowMillis, "c", "", Reliability.RELIABLE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("256");
    }
}
