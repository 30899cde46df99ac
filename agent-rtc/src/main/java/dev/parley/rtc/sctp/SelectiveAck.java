package dev.parley.rtc.sctp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What has arrived (RFC 9260 §3.3.4). Duplicate TSNs are neither told nor read.
 *
 * @param cumulative everything up to here
 * @param window bytes that the other side still has room for
 * @param gaps arrived ranges behind it, as offsets from it
 */
record SelectiveAck(int cumulative, long window, List<Gap> gaps) {
    private static final int MOST_GAPS = 64;

    /** Both ends included, 1 or more. */
    record Gap(int start, int end) {}

    static Optional<SelectiveAck> read(ByteBuffer body) {
        if (body.remaining() < 12) {
            return Optional.empty();
        }
        int cumulative = body.getInt();
        long window = body.getInt() & 0xFFFFFFFFL;
        int count = body.getShort() & 0xFFFF;
        body.getShort();
        if (body.remaining() < 4 * count) {
            return Optional.empty();
        }
        List<Gap> gaps = new ArrayList<>(count);
        int before = 0;
        for (int i = 0; i < count; i++) {
            Gap gap = new Gap(body.getShort() & 0xFFFF, body.getShort() & 0xFFFF);
            if (gap.start() <= before || gap.end() < gap.start()) {
                return Optional.empty();
            }
            before = gap.end();
            gaps.add(gap);
        }
        return Optional.of(new SelectiveAck(cumulative, window, gaps));
    }

    byte[] body() {
        int count = Math.min(MOST_GAPS, gaps.size());
        ByteBuffer body = ByteBuffer.allocate(12 + 4 * count)
                .putInt(cumulative)
                .putInt((int) window)
                .putShort((short) count)
                .putShort((short) 0);
        for (Gap gap : gaps.subList(0, count)) {
            body.putShort((short) gap.start()).putShort((short) gap.end());
        }
        return body.array();
    }
}
