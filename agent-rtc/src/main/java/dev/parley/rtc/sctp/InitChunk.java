package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;

/** What we say of ourselves in INIT and INIT ACK (RFC 9260 §3.3.2, §3.3.3). */
final class InitChunk {
    private static final int STREAMS = 65535;

    private InitChunk() {}

    /** The chunk's body; INIT ACK carries a cookie, INIT an empty one. */
    static byte[] body(int tag, int firstTsn, SctpSettings settings, byte[] cookie) {
        int cookieLength = cookie.length == 0 ? 0 : 4 + Chunk.padded(cookie.length);
        ByteBuffer body = ByteBuffer.allocate(16 + 4 + 8 + cookieLength)
                .putInt(tag)
                .putInt(settings.receiveBuffer())
                .putShort((short) STREAMS)
                .putShort((short) STREAMS)
                .putInt(firstTsn)
                .putShort((short) Chunk.PARAM_FORWARD_TSN_SUPPORTED)
                .putShort((short) 4)
                .putShort((short) Chunk.PARAM_SUPPORTED_EXTENSIONS)
                .putShort((short) 6)
                .put((byte) Chunk.RE_CONFIG)
                .put((byte) Chunk.FORWARD_TSN)
                .putShort((short) 0);
        if (cookie.length > 0) {
            body.putShort((short) Chunk.PARAM_STATE_COOKIE)
                    .putShort((short) (4 + cookie.length))
                    .put(cookie);
        }
        return body.array();
    }
}
