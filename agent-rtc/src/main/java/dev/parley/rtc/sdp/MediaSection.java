package dev.parley.rtc.sdp;

/**
 * One m-line of the bundle.
 *
 * @param kind what it carries
 * @param mid its name, unique in the description
 * @param direction for audio; data channels flow both ways
 * @param payloadType of Opus; 0 for data channels
 * @param audioLevelId of the audio level header extension (RFC 6464), or 0 without it
 * @param midId of the mid header extension (RFC 8843 §15), by which packets name their section, or 0 without it
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
        int midId,
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
        return new MediaSection(Kind.AUDIO, mid, direction, 111, 1, 0, true, stream, track, ssrc);
    }

    public static MediaSection data(String mid) {
        return new MediaSection(Kind.DATA, mid, Direction.SENDRECV, 0, 0, 0, false, "", "", 0);
    }

    /** This one, for a track whose packets carry this SSRC. */
    public MediaSection withSource(long otherSsrc) {
        return new MediaSection(kind, mid, direction, payloadType, audioLevelId, midId, nack, stream, track, otherSsrc);
    }

    /** This one, with packets that name their section; the id is 1 to 14 and not the audio level's. */
    public MediaSection withMidExtension(int id) {
        return new MediaSection(kind, mid, direction, payloadType, audioLevelId, id, nack, stream, track, ssrc);
    }

    /** An audio section of the same name and format as this one, seen from the other side. */
    public MediaSection answeredWith(Direction answer, String ourStream, String ourTrack) {
        return new MediaSection(kind, mid, answer, payloadType, audioLevelId, midId, nack, ourStream, ourTrack, 0);
    }

    static MediaSection rejected(String mid) {
        return new MediaSection(Kind.REJECTED, mid, Direction.INACTIVE, 0, 0, 0, false, "", "", 0);
    }
}
