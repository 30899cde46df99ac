package dev.parley.rtc.datachannel;

import dev.parley.rtc.sctp.Reliability;

/**
 * One channel: a pair of streams of the same number. Immutable.
 *
 * @param id number of the streams, 0 to 65534
 * @param label what the one who opened it calls it
 * @param protocol of the application, often empty
 * @param reliability how hard messages are tried, and whether they keep their order
 */
public record DataChannel(int id, String label, String protocol, Reliability reliability) {
    static final int MAX_ID = 65534;

    public DataChannel {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("data channel id: " + id + " (expected: 0 to " + MAX_ID + ")");
        }
    }
}
