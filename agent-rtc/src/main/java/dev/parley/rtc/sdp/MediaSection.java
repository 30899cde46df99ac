package dev.parley.rtc.sdp;

/**
 * One m-line of the bundle.
 *
 * @param kind what it carries
 * @param mid its name, unique in the description
 * @param direction for audio; data channels flow both ways
 * @param payloadType of Opus; 0 for data channels
 * @param audioLevelId of the audio level header extension (RFC 6464), or 0 without it
 * @param nack whether lost packets are asked for again
 * @param stream name of the media stream the track belongs to, or empty
 * @param track name of the track, or empty
 * @param ssrc of the track's packets, or 0 if it isn't told
 */
public record MediaSection(
        Kind kind,
        String mid,
        Direction direction,
        int payloadType,
        int audioLevelId,
        boolean nack,
        String stream,
        String track,
        long ssrc) {

    /** What a section carries. */
    public enum Kind {
        AUDIO,
        DATA,
        /** Not understood here, or refused: answered with port 0. */
        REJECTED
    }

    /** Opus, offered as Parley does it. */
    public static MediaSection audio(String mid, Direction direction, String stream, String track, long ssrc) {
        return new MediaSection(Kind.AUDIO, mid, direction, 111, 1, true, stream, track, ssrc);
    }

    public static MediaSection data(String mid) {
        return new MediaSection(Kind.DATA, mid, Direction.SENDRECV, 0, 0, false, "", "", 0);
    }

    static MediaSection rejected(String mid) {
        return new MediaSection(Kind.REJECTED, mid, Direction.INACTIVE, 0, 0, false, "", "", 0);
    }
}
