package dev.parley.realtime.openai.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A text as a client sends it: one frame, masked (RFC 6455, 5.2 and 5.3). Does in one pass over arrays what takes Netty's encoder three
 * fifths of a model socket's thread, since it asks the buffer for leave at every eighth byte.
 */
final class MaskedText {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int MOST_HEADER = 14;
    private static final int FINAL_TEXT = 0x81;
    private static final int MASKED = 0x80;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final int MOST_OF_TWO_BYTES = 0xFFFF;

    private MaskedText() {}

    /** The bytes may change as soon as this returns. */
    static ByteBuf frame(ByteBufAllocator buffers, byte[] text, int offset, int length) {
        int mask = ThreadLocalRandom.current().nextInt();
        ByteBuf frame = buffers.heapBuffer(MOST_HEADER + length).writeByte(FINAL_TEXT);
        writeLength(frame, length);
        frame.writeInt(mask);
        int start = frame.writerIndex();
        mask(text, offset, length, mask, frame.array(), frame.arrayOffset() + start);
        return frame.writerIndex(start + length);
    }

    private static void writeLength(ByteBuf frame, int length) {
        if (length < TWO_BYTES) {
            frame.writeByte(MASKED | length);
        } else if (length <= MOST_OF_TWO_BYTES) {
            frame.writeByte(MASKED | TWO_BYTES).writeShort(length);
        } else {
            frame.writeByte(MASKED | EIGHT_BYTES).writeLong(length);
        }
    }

    private static void mask(byte[] text, int offset, int length, int mask, byte[] into, int start) {
        long twice = ((long) mask << Integer.SIZE) | Integer.toUnsignedLong(mask);
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            EIGHT.set(into, start + i, (long) EIGHT.get(text, offset + i) ^ twice);
        }
        for (; i < length; i++) {
            into[start + i] = (byte) (text[offset + i] ^ (mask >>> (Byte.SIZE * (3 - (i & 3)))));
        }
    }
}
