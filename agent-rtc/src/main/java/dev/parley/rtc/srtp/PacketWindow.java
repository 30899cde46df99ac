package dev.parley.rtc.srtp;

import org.jitsi.utils.ByteArrayBuffer;

/** A reusable window on a packet in somebody's array, in the shape that Jitsi's transforms take. */
final class PacketWindow implements ByteArrayBuffer {
    private byte[] data = new byte[0];
    private int offset;
    private int length;

    PacketWindow over(byte[] data, int offset, int length) {
        this.data = data;
        this.offset = offset;
        this.length = length;
        return this;
    }

    @Override
    public byte[] getBuffer() {
        return data;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int length) {
        this.length = length;
    }

    @Override
    public void setOffset(int offset) {
        this.offset = offset;
    }

    @Override
    public boolean isInvalid() {
        return offset < 0 || length < 0 || offset + length > data.length;
    }

    @Override
    public void readRegionToBuff(int from, int size, byte[] target) {
        System.arraycopy(data, offset + from, target, 0, size);
    }

    /** The array belongs to the caller, who left room: there is nothing to grow. */
    @Override
    public void grow(int by) {
        if (offset + length + by > data.length) {
            throw new IllegalArgumentException("room behind the packet: " + (data.length - offset - length)
                    + " bytes (expected: " + by + " for the authentication tag)");
        }
    }

    @Override
    public void append(byte[] tail, int size) {
        grow(size);
        System.arraycopy(tail, 0, data, offset + length, size);
        length += size;
    }

    @Override
    public void shrink(int by) {
        length -= by;
    }
}
