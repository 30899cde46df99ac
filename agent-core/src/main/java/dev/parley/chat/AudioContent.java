package dev.parley.chat;

import dev.parley.audio.AudioFrame;
import dev.parley.audio.Wav;
import dev.parley.audio.WavFormatException;
import java.util.Base64;
import java.util.Optional;

/**
 * Audio in a message, such as a voice message that was sent along.
 *
 * @param wav a WAV file of PCM16 in base64
 * @param transcript what is said in it; a provider that takes no audio reads this
 */
public record AudioContent(String wav, Optional<String> transcript) implements ChatContent {
    private static final int SHOWN = 40;

    /** @throws IllegalArgumentException if the data is no WAV file in base64 */
    public AudioContent {
        decoded(wav);
    }

    /** Audio of which it is not known what is said. */
    public static AudioContent of(AudioFrame audio) {
        return new AudioContent(Base64.getEncoder().encodeToString(Wav.toBytes(audio)), Optional.empty());
    }

    public AudioContent withTranscript(String text) {
        return new AudioContent(wav, Optional.of(text));
    }

    /** The audio itself; decoded anew each time. */
    public AudioFrame audio() {
        return decoded(wav);
    }

    private static AudioFrame decoded(String wav) {
        try {
            return Wav.read(Base64.getDecoder().decode(wav));
        } catch (IllegalArgumentException | WavFormatException wrong) {
            String shown = wav.length() > SHOWN ? wav.substring(0, SHOWN) + "…" : wav;
            throw new IllegalArgumentException(
                    "audio content: " + shown + " (expected: a WAV file of PCM16 in base64)", wrong);
        }
    }

    /** The audio itself is long and nobody's business in a log, and so is what is said. */
    @Override
    public String toString() {
        return "AudioContent[data of " + wav.length() + " characters]";
    }
}
