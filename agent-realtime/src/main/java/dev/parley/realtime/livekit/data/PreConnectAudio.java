package dev.parley.realtime.livekit.data;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import dev.parley.audio.AudioFormat;
import dev.parley.audio.AudioFrame;
import dev.parley.realtime.livekit.stream.ByteStreamReader;
import dev.parley.realtime.livekit.stream.StreamInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody said before the room was ready for it: PCM16 little-endian audio that comes as a file.
 *
 * @param sender identity of the speaker
 * @param trackSid the track whose beginning it is
 * @param format of the audio, as the sender tells it
 * @param frames the audio, once, as its pieces come; fails as a stream does, and must be read or cancelled
 */
public record PreConnectAudio(String sender, String trackSid, AudioFormat format, Source<AudioFrame, NotUsed> frames) {
    private static final String OPUS = "opus";

    /** The audio of a stream; empty if its header does not tell what it is, or if it is Opus. */
    static Optional<PreConnectAudio> of(ByteStreamReader reader) {
        StreamInfo info = reader.info();
        Map<String, String> attributes = info.attributes();
        String track = attributes.getOrDefault(Topics.TRACK_ID, "");
        int rate = number(attributes.get(Topics.SAMPLE_RATE));
        int channels = number(attributes.get(Topics.CHANNELS));
        if (track.isEmpty() || rate < 8_000 || rate > 48_000 || channels < 1 || channels > 2) {
            return Optional.empty();
        }
        if (info.mimeType().contains(OPUS)) {
            return Optional.empty();
        }
        AudioFormat format = new AudioFormat(rate, channels);
        return Optional.of(new PreConnectAudio(info.sender(), track, format, frames(reader, format)));
    }

    private static int number(@org.jspecify.annotations.Nullable String text) {
        return text == null || !text.matches("[0-9]{1,6}") ? 0 : Integer.parseInt(text);
    }

    /** Chunks are cut without regard to samples: what is left of one begins the next. */
    private static Source<AudioFrame, NotUsed> frames(ByteStreamReader reader, AudioFormat format) {
        return reader.bytes()
                .statefulMap(
                        ByteString::emptyByteString,
                        (rest, piece) -> {
                            ByteString all = rest.concat(piece);
                            int whole = all.size() - all.size() % format.bytesPerSample();
                            return akka.japi.Pair.create(all.drop(whole), all.take(whole));
                        },
                        rest -> Optional.empty())
                .mapConcat(pcm -> pcm.isEmpty() ? List.of() : List.of(AudioFrame.wrap(pcm.toArray(), format)));
    }
}
