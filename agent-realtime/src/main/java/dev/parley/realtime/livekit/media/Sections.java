package dev.parley.realtime.livekit.media;

import dev.parley.rtc.sdp.Direction;
import dev.parley.rtc.sdp.MediaSection;
import java.util.ArrayList;
import java.util.List;

/** The m-lines of a room's offers: our track, the data channels, then one for each track that we hear. They only grow. */
final class Sections {
    private static final String OUT = "0";
    private static final String DATA = "1";

    private final List<MediaSection> all = new ArrayList<>();

    /** @param cid our id of the track; empty if nothing is published */
    Sections(String cid) {
        all.add(
                cid.isEmpty()
                        ? MediaSection.audio(OUT, Direction.RECVONLY, "", "", 0)
                        : MediaSection.audio(OUT, Direction.SENDONLY, "parley", cid, 0));
        all.add(MediaSection.data(DATA));
    }

    void addReceiving(int audios) {
        for (int i = 0; i < audios; i++) {
            all.add(MediaSection.audio(Integer.toString(all.size()), Direction.RECVONLY, "", "", 0));
        }
    }

    int size() {
        return all.size();
    }

    List<MediaSection> all() {
        return List.copyOf(all);
    }
}
