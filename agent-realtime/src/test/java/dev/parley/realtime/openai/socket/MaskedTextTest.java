package dev.parley.realtime.openai.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are read by Netty's decoder, which refuses a client's frame that is not masked. */
class MaskedTextTest {
    private static final WebSocketDecoderConfig SERVER = WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(true)
            .maxFramePayloadLength(1 << 20)
            .build();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 8, 9, 15, 125, 126, 127, 6_460, 65_535, 65_536, 70_001})
    void shouldBeReadAsItWasGiven(int length) {
        byte[] given = text(length + 5);

        assertThat(read(MaskedText.frame(UnpooledByteBufAllocator.DEFAULT, given, 5, length)))
                .isEqualTo(new String(given, 5, length, StandardCharsets.US_ASCII));
    }

    @Test
    void shouldTakeAnotherKeyForEachFrame() {
        Set<Integer> keys = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            keys.add(MaskedText.frame(UnpooledByteBufAllocator.DEFAULT, text(8), 0, 8)
                    .getInt(2));
        }

        assertThat(keys).hasSizeGreaterThan(15);
    }

    @Test
    void shouldNotBeChangedByWhatBecomesOfTheBytes() {
        byte[] lent = text(100);
        ByteBuf frame = MaskedText.frame(UnpooledByteBufAllocator.DEFAULT, lent, 0, 100);
        Arrays.fill(lent, (byte) 'x');

        assertThat(read(frame)).isEqualTo(new String(text(100), StandardCharsets.US_ASCII));
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('A' + i * 7 % 50);
        }
        return text;
    }

    private static String read(ByteBuf frame) {
        EmbeddedChannel channel = new EmbeddedChannel(new WebSocket13FrameDecoder(SERVER));
        channel.writeInbound(frame);
        TextWebSocketFrame read = channel.readInbound();
        try {
            assertThat(read.isFinalFragment()).isTrue();
            return read.text();
        } finally {
            read.release();
            channel.finishAndReleaseAll();
        }
    }
}
