package dev.parley.tts;

import dev.parley.audio.AudioFrame;
import dev.parley.text.TimedText;
import java.util.List;
import java.util.Optional;

/**
 * Speech, and what is said when in it.
 *
 * @param frame may be empty where only timings are left to tell
 * @param timings since the beginning of the speech that the frame is part of; in their order, each once, with the frame it
 *     begins in or later
 * @param requestId the provider's own id of the request, by which it is found in the provider's logs
 */
public record SynthesizedAudio(AudioFrame frame, List<TimedText> timings, Optional<String> requestId) {
    public SynthesizedAudio {
        timings = List.copyOf(timings);
    }

    /** By a request that the provider does not name. */
    public SynthesizedAudio(AudioFrame frame, List<TimedText> timings) {
        this(frame, timings, Optional.empty());
    }

    /** Speech without timings. */
    public static SynthesizedAudio of(AudioFrame frame) {
        return new SynthesizedAudio(frame, List.of());
    }

    /** Whether it brings neither sound nor timings. */
    public boolean isEmpty() {
        return frame.byteCount() == 0 && timings.isEmpty();
    }

    /** The timings of other audio, such as the same made louder. */
    public SynthesizedAudio withFrame(AudioFrame newFrame) {
        return new SynthesizedAudio(newFrame, timings, requestId);
    }

    /** The same with these timings. */
    public SynthesizedAudio withTimings(List<TimedText> newTimings) {
        return new SynthesizedAudio(frame, newTimings, requestId);
    }

    /** The same, made by the request of this id. */
    public SynthesizedAudio withRequestId(String id) {
        return new SynthesizedAudio(frame, timings, Optional.of(id));
    }
}
